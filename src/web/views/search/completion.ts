import { FIELDS } from '../../../domain/filter/language/fields.ts';
import { SORT_FIELDS } from '../../../domain/filter/sort.ts';
import { PRIORITIES } from '../../../domain/tasks/priority.ts';

/** A completion for a filter that is being typed. Its text replaces the characters from `from` to `to`. */
export interface Completion {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The names of the existing tags and lists, which are offered as values in a filter. */
export interface Names {
  readonly tags: readonly string[];
  readonly lists: readonly string[];
}

const DATES = ['today', 'today+1d', 'today+7d', 'today-7d', 'now', 'now+2h'];
const STARTS = ['not', 'overdue', ...FIELDS.keys()];
/**
 * Matches a token of a filter: quoted text, an operator, a parenthesis, a comma or a word. Quoted text may lack its
 * closing quotation mark.
 */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[!<>]=|[=<>:(),]|[^\s"()=<>!:,]+/gu;
const NEEDS_QUOTES = /[\s"()=<>!:,]|^(?:and|or|not|in|is|none|some|overdue|true|false)$/u;

/** Returns what can be inserted at the caret into a filter: fields, operators, values, or `and` and `or`. */
export function completionsOf(text: string, caret: number, names: Names): readonly Completion[] {
  const tokens = [...text.slice(0, caret).matchAll(TOKEN)];
  const last = tokens.at(-1);
  const isTyping = last !== undefined && last.index + last[0].length === caret && /^["\p{L}\p{N}_]/u.test(last[0]);
  const typed = isTyping ? last[0] : '';
  const before = (isTyping ? tokens.slice(0, -1) : tokens).map(([each]) => each);
  const wanted = unquoted(typed).toLowerCase();
  return candidates(before, names)
    .filter((each) => each !== typed && unquoted(each).toLowerCase().startsWith(wanted))
    .map((each) => ({ text: each, from: caret - typed.length, to: caret }));
}

/** Returns the fields that can be inserted at the caret into a sort order such as `due,-priority`. */
export function sortCompletions(text: string, caret: number): readonly Completion[] {
  const from = text.lastIndexOf(',', caret - 1) + 1;
  const typed = text.slice(from, caret);
  return SORT_FIELDS.flatMap((field) => [field, `-${field}`])
    .filter((each) => each !== typed && each.startsWith(typed))
    .map((each) => ({ text: each, from, to: caret }));
}

function candidates(before: readonly string[], names: Names): readonly string[] {
  const [last = '', operator = ''] = [before.at(-1), before.at(-2)];
  if (last === '' || ['and', 'or', 'not', '('].includes(last)) {
    if (last === '(' && operator === 'in') return valuesOf(before.at(-3) ?? '', 'in', names);
    return STARTS;
  }
  if (last === ',') return valuesOf(fieldOfList(before), 'in', names);
  const field = FIELDS.get(last);
  if (field !== undefined) return last === 'completed' ? ['and', 'or', ...field.operators] : field.operators;
  if (FIELDS.get(operator)?.operators.includes(last)) return valuesOf(operator, last, names);
  return ['and', 'or'];
}

/** Returns the field before an unfinished list of values, such as `tag` in `tag in (home,`. */
function fieldOfList(before: readonly string[]): string {
  return before[before.lastIndexOf('in') - 1] ?? '';
}

function valuesOf(field: string, operator: string, names: Names): readonly string[] {
  if (operator === 'is') return ['none', 'some'];
  if (operator === 'in' && field === '') return [];
  switch (field) {
    case 'completed':
      return ['true', 'false'];
    case 'priority':
      return PRIORITIES;
    case 'tag':
      return names.tags.map(quoted);
    case 'list':
      return names.lists.map(quoted);
    case 'title':
    case 'description':
    case 'text':
      return [];
    default:
      return DATES;
  }
}

function quoted(name: string): string {
  return NEEDS_QUOTES.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, '') : text;
}
