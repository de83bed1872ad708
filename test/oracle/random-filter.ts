import fc from 'fast-check';
import { PRIORITIES } from './asked-task.ts';
import { day, list, tag, text, time } from './random-task.ts';

/** The maximum length of a filter. */
const MAX_CODE_POINTS = 2000;

/** Matches keywords of the filter language and similar words. A value that is one of these words must be quoted. */
const RESERVED =
  /^(and|or|not|in|is|none|some|overdue|true|false|(today|now).*|completed|priority|tags?|list|start|due|title|description|text|\w+_at)$/;

const ORDER_OPERATORS = ['=', '!=', '<', '<=', '>', '>='];

const space = fc.constantFrom(' ', ' ', ' ', '  ', '\t', '\n');

const gap = fc.constantFrom(' ', ' ', '');

const count = fc.integer({ min: 0, max: 90 });

/** A random date in a form that filters allow, such as `2026-03-29` or `today+7d`. */
export const dateValue = fc.oneof(
  day,
  time,
  fc.constantFrom('today', 'now'),
  fc.tuple(fc.constantFrom('+', '-'), count).map(([sign, days]) => `today${sign}${days}d`),
  fc.tuple(fc.constantFrom('+', '-'), count, fc.constantFrom('h', 'm', 'd')).map((parts) => `now${parts.join('')}`),
);

/** Quotes a value if the filter language requires quotes, or if `isForced`. */
function quoted(value: string, isForced: boolean): string {
  if (!isForced && /^[^\s"()=<>!:,]+$/u.test(value) && !RESERVED.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function quotedOf(values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(values, fc.boolean()).map(([value, isForced]) => quoted(value, isForced));
}

const hasWord = (value: string) => /[\p{L}\p{Nd}]/u.test(value);

function compared(
  fields: readonly string[],
  operators: readonly string[],
  values: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...fields), gap, fc.constantFrom(...operators), gap, values)
    .map((parts) => parts.join(''));
}

function oneOf(fields: readonly string[], values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...fields), gap, fc.array(values, { minLength: 1, maxLength: 3 }), gap)
    .map(([field, before, list, after]) => `${field} in${before}(${list.join(`${after},${before}`)}${after})`);
}

function presence(...fields: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...fields), fc.constantFrom('none', 'some'))
    .map(([field, word]) => `${field} is ${word}`);
}

const priority = fc.constantFrom(...PRIORITIES);

/** A random comparison without parentheses. */
const plainTerm = fc.oneof(
  fc.constantFrom('completed', 'overdue'),
  compared(['completed'], ['=', '!='], fc.constantFrom('true', 'false')),
  compared(['priority'], ORDER_OPERATORS, priority),
  compared(['tag'], ['=', '!='], quotedOf(tag)),
  compared(['list'], ['=', '!='], quotedOf(list)),
  compared(['title', 'description'], ORDER_OPERATORS, quotedOf(text)),
  compared(['title', 'description', 'text'], [':'], quotedOf(text.filter(hasWord))),
  compared(['start', 'due'], ORDER_OPERATORS, dateValue),
  compared(['start', 'due'], ORDER_OPERATORS, dateValue),
  compared(['created_at', 'updated_at', 'completed_at'], ORDER_OPERATORS, dateValue),
  presence('tag', 'list', 'start', 'due', 'description', 'completed_at'),
);

const term = fc.oneof(
  { weight: 6, arbitrary: plainTerm },
  { weight: 1, arbitrary: oneOf(['priority'], priority) },
  { weight: 1, arbitrary: oneOf(['tag'], quotedOf(tag)) },
  { weight: 1, arbitrary: oneOf(['list'], quotedOf(list)) },
  { weight: 1, arbitrary: oneOf(['start', 'due'], dateValue) },
);

/** Joins random terms by `and` or `or`, with random white space. */
function joined(terms: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> {
  const link = fc.tuple(space, fc.constantFrom('and', 'and', 'or'), space).map((parts) => parts.join(''));
  return fc
    .array(fc.tuple(link, terms), { minLength, maxLength, size: 'max' })
    .map((parts) => parts.flat().slice(1).join(''));
}

const { nested } = fc.letrec<{ nested: string; operand: string }>((tie) => ({
  nested: joined(tie('operand'), 1, 3),
  operand: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: term },
    { weight: 2, arbitrary: tie('nested').map((inner) => `(${inner})`) },
    { weight: 2, arbitrary: fc.tuple(space, tie('operand')).map(([gap, inner]) => `not${gap}${inner}`) },
  ),
}));

/** A random term inside up to 16 levels of parentheses and `not`, the maximum depth of a filter. */
const deep = fc
  .tuple(fc.array(fc.constantFrom('not ', '('), { minLength: 5, maxLength: 16, size: 'max' }), plainTerm)
  .map(([opening, inner]) => `${opening.join('')}${inner}${opening.map((sign) => (sign === '(' ? ')' : '')).join('')}`);

/** A random filter within the limits of the service: at most 50 terms, depth 16 and 2,000 code points. */
export const filter = fc
  .oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: term },
    { weight: 24, arbitrary: nested },
    { weight: 3, arbitrary: nested.map(withoutSpacesAtParentheses) },
    { weight: 2, arbitrary: deep },
    { weight: 1, arbitrary: joined(plainTerm, 20, 50) },
    { weight: 1, arbitrary: fc.constant('') },
  )
  .filter((each) => Array.from(each).length <= MAX_CODE_POINTS && termsIn(each) <= 50);

function withoutSpacesAtParentheses(filter: string): string {
  return filter.replace(/\s*([()])\s*/g, '$1');
}

/** Returns an upper bound of the number of terms in a filter. */
function termsIn(filter: string): number {
  return filter.split(/\b(?:and|or)\b/).length;
}
