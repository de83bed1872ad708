import type { Filter } from './filter.ts';
import { InvalidFilter } from './invalid-filter.ts';
import { comparison } from './language/comparison.ts';
import { dateValue } from './language/date-value.ts';
import { FIELDS } from './language/fields.ts';
import { type Token, Tokens } from './language/tokens.ts';

/** The maximum length of a filter, in code points. */
export const FILTER_MAX_LENGTH = 2000;
export const FILTER_MAX_TERMS = 50;
/** The maximum number of parentheses and `not`s around a term. It limits the recursion of the parser. */
export const FILTER_MAX_DEPTH = 16;

const TERM = 'a field, "not", "overdue" or "("';

/** The state of the parser: the tokens of the filter, the number of terms read, and the current depth of nesting. */
interface Parsing {
  readonly tokens: Tokens;
  terms: number;
  depth: number;
}

/**
 * Parses a filter; returns undefined if the text is blank. The grammar is at {@link Filter}.
 *
 * @throws InvalidFilter
 */
export function parseFilter(text: string): Filter | undefined {
  if (text.length > FILTER_MAX_LENGTH && [...text].length > FILTER_MAX_LENGTH) {
    throw new InvalidFilter(`filter: expected at most ${FILTER_MAX_LENGTH} characters, at ${FILTER_MAX_LENGTH + 1}`);
  }
  const tokens = new Tokens(text);
  if (tokens.peek().kind === 'end') return undefined;
  const filter = parseOr({ tokens, terms: 0, depth: 0 });
  if (tokens.peek().kind !== 'end') throw tokens.error('expected "and", "or" or the end');
  return filter;
}

/**
 * Parses the value of the query parameter `due_before` (operator `<`) or `due_after` (operator `>`) into a filter.
 *
 * @throws InvalidFilter
 */
export function parseDateTerm(op: '<' | '>', text: string): Filter {
  const parameter = op === '<' ? 'due_before' : 'due_after';
  const value = dateValue(text, `${parameter}=`);
  if (typeof value === 'string') throw new InvalidFilter(`${parameter}: ${value}, at 1`);
  return { kind: 'date', field: 'due', op, values: [value] };
}

function parseOr(parsing: Parsing): Filter {
  return joined(parsing, 'or', parseAnd);
}

function parseAnd(parsing: Parsing): Filter {
  return joined(parsing, 'and', parseTerm);
}

function joined(parsing: Parsing, kind: 'and' | 'or', parse: (parsing: Parsing) => Filter): Filter {
  const first = parse(parsing);
  if (!parsing.tokens.takeIf('word', kind)) return first;
  const filters = [first];
  do filters.push(parse(parsing));
  while (parsing.tokens.takeIf('word', kind));
  return { kind, filters };
}

function parseTerm(parsing: Parsing): Filter {
  const { tokens } = parsing;
  const start = tokens.peek();
  if (tokens.takeIf('word', 'not')) return { kind: 'not', filter: nested(parsing, start, parseTerm) };
  if (tokens.takeIf('sign', '(')) {
    const filter = nested(parsing, start, parseOr);
    if (!tokens.takeIf('sign', ')')) throw tokens.error('expected "and", "or" or ")"');
    return filter;
  }
  if (++parsing.terms > FILTER_MAX_TERMS) throw tokens.error(`expected at most ${FILTER_MAX_TERMS} terms`);
  if (tokens.takeIf('word', 'overdue')) return { kind: 'overdue' };
  const field = start.kind === 'word' ? FIELDS.get(start.text) : undefined;
  if (field === undefined) throw tokens.error(`expected ${TERM}${hint(start)}`);
  tokens.take();
  return comparison(tokens, start.text, field);
}

/** Parses the inside of a parenthesis, or the term after `not`. */
function nested(parsing: Parsing, start: Token, parse: (parsing: Parsing) => Filter): Filter {
  if (++parsing.depth > FILTER_MAX_DEPTH) {
    throw parsing.tokens.error(`expected at most ${FILTER_MAX_DEPTH} parentheses and "not"s around a term`, start);
  }
  const filter = parse(parsing);
  parsing.depth--;
  return filter;
}

function hint({ kind }: Token): string {
  return kind === 'word' ? `; the fields are ${[...FIELDS.keys()].join(', ')}` : '';
}
