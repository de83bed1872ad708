import { type AskedTask, compares, textsOf } from './asked-task.ts';
import { type Clock, compareDates } from './moments.ts';
import { hasWords } from './words.ts';

/** A filter or a part of a filter, as a predicate for one moment and time zone. */
export type Condition = (task: AskedTask) => boolean;

/** Matches one token: a quoted text, an operator, a date with a time, or a word. A word contains no colon. */
const TOKEN =
  /"(?:[^"\\]|\\["\\])*"|<=|>=|!=|[()=<>:,]|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|\[[^\]]+\])?|[^\s"()=<>!:,]+|\S/g;

/** Parses a filter into a predicate on tasks. @throws Error if the filter is invalid */
export function parseFilter(filter: string, clock: Clock): Condition {
  const tokens = filter.match(TOKEN) ?? [];
  if (tokens.length === 0) return () => true;
  const condition = anyOf(tokens, clock);
  if (tokens.length > 0) throw new Error(`unexpected ${tokens[0]} in ${filter}`);
  return condition;
}

function anyOf(tokens: string[], clock: Clock): Condition {
  const parts = [allOf(tokens, clock)];
  while (take(tokens, 'or')) parts.push(allOf(tokens, clock));
  return (task) => parts.some((part) => part(task));
}

function allOf(tokens: string[], clock: Clock): Condition {
  const parts = [term(tokens, clock)];
  while (take(tokens, 'and')) parts.push(term(tokens, clock));
  return (task) => parts.every((part) => part(task));
}

function term(tokens: string[], clock: Clock): Condition {
  if (take(tokens, 'not')) {
    const inner = term(tokens, clock);
    return (task) => !inner(task);
  }
  if (take(tokens, '(')) {
    const inner = anyOf(tokens, clock);
    expectToken(tokens, ')');
    return inner;
  }
  if (take(tokens, 'overdue')) return isOverdue(clock);
  return comparison(nextOf(tokens), tokens, clock);
}

function comparison(field: string, tokens: string[], clock: Clock): Condition {
  if (take(tokens, 'is')) {
    const isSome = nextOf(tokens) === 'some';
    return (task) => textsOf(task, field).length > 0 === isSome;
  }
  if (take(tokens, 'in')) {
    expectToken(tokens, '(');
    const values = [value(tokens)];
    while (take(tokens, ',')) values.push(value(tokens));
    expectToken(tokens, ')');
    return (task) => values.some((each) => compares(task, field, '=', each, clock));
  }
  if (take(tokens, ':')) {
    const words = value(tokens);
    const fields = field === 'text' ? ['title', 'description'] : [field];
    return (task) =>
      hasWords(
        fields.flatMap((each) => textsOf(task, each)),
        words,
      );
  }
  if (field === 'completed' && !/^[=!<>]/.test(tokens[0] ?? '')) return (task) => task.completed;
  const operator = nextOf(tokens);
  const wanted = value(tokens);
  return (task) => compares(task, field, operator, wanted, clock);
}

/** Returns a predicate for open tasks that are overdue: due before now, or before today if the due date is a day. */
export function isOverdue(clock: Clock): Condition {
  return ({ completed, due }) => !completed && due !== null && compareDates(due, 'now', clock) < 0;
}

function take(tokens: string[], wanted: string): boolean {
  if (tokens[0] !== wanted) return false;
  tokens.shift();
  return true;
}

function expectToken(tokens: string[], wanted: string): void {
  if (!take(tokens, wanted)) throw new Error(`expected ${wanted} before ${tokens.join(' ')}`);
}

function nextOf(tokens: string[]): string {
  const token = tokens.shift();
  if (token === undefined) throw new Error('the filter ends too early');
  return token;
}

function value(tokens: string[]): string {
  const token = nextOf(tokens);
  return token.startsWith('"') ? token.slice(1, -1).replace(/\\(["\\])/g, '$1') : token;
}
