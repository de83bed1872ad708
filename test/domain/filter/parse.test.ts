import { expect } from 'chai';
import fc from 'fast-check';
import { allOf, type Filter } from '../../../src/domain/filter/filter.ts';
import { InvalidFilter } from '../../../src/domain/filter/invalid-filter.ts';
import { parseDateTerm, parseFilter } from '../../../src/domain/filter/parse.ts';
import { filter } from './arbitraries.ts';
import { print } from './print.ts';

describe('the filter language', () => {
  it('parses the printed text of a filter to the same filter', () => {
    const isGivenBack = fc.property(filter, (filter) => {
      expect(parseFilter(print(filter))).to.deep.equal(filter);
    });
    fc.assert(isGivenBack, { numRuns: 500 });
  });

  it('parses any text to a filter, or throws InvalidFilter', () => {
    const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 }));
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    const isAnswered = fc.property(text, (text) => {
      errorOf(text);
    });
    fc.assert(isAnswered, { numRuns: 2000 });
  });

  it('lets "and" bind tighter than "or", and "not" tightest', () => {
    const a = parseFilter('completed');
    const b = parseFilter('overdue');
    const c = parseFilter('tag = x');
    const expected = { kind: 'or', filters: [a, { kind: 'and', filters: [{ kind: 'not', filter: b }, c] }] };
    expect(parseFilter('completed or not overdue and tag = x')).to.deep.equal(expected);
    const inner = { kind: 'or', filters: [a, b] };
    expect(parseFilter('not (completed or overdue) and tag=x')).to.deep.equal({
      kind: 'and',
      filters: [{ kind: 'not', filter: inner }, c],
    });
  });

  const same: [text: string, other: string][] = [
    ['completed', 'completed = true'],
    ['completed = false', 'not completed'],
    ['completed != true', 'not completed'],
    ['due != today', 'not due = today'],
    ['tag=HOME', 'tag = "home"'],
    ['tag in (Home,work)', 'tag in("home", WORK)'],
    ['list is none', 'not list is some'],
    ['due = 2026-03-29T14:30Z', 'due = "2026-03-29T14:30:00.000[UTC]"'],
    ['due = 2026-03-29T14:30[Europe/Berlin]', 'due = 2026-03-29T12:30Z'],
    ['due = 2026-03-29T14:30:00.5', 'due = 2026-03-29T14:30:00.500'],
    ['due < now+2d', 'due < now+48h'],
    ['due < now-0m', 'due < now'],
    ['due < today-0d', 'due < today'],
    ['due < today+999999d', 'due < "today+999999d"'],
    ['title:2026-03-29T14:30', 'title : "2026 03 29T14 30"'],
    ['not(overdue)', '\u3000not\u2003overdue\n'],
    ['priority = none', 'priority in ("none")'],
    ['title = today', 'title = "TODAY"'],
  ];
  for (const [text, other] of same) {
    it(`parses ${text} to the same filter as ${other}`, () => {
      expect(parseFilter(text)).to.deep.equal(parseFilter(other)).and.not.equal(undefined);
    });
  }

  it('reads an escaped quote and an escaped backslash in a quoted text', () => {
    expect(parseFilter('title = "a \\"b\\" \\\\ (c)"')).to.deep.include({ values: ['a "b" \\ (c)'] });
  });

  it('parses a blank text to undefined, which means no filter', () => {
    for (const text of ['', ' ', '\n\u3000']) expect(parseFilter(text)).to.equal(undefined);
  });

  const refused: [text: string, message: string][] = [
    ['completed and due <', 'filter: expected a value after "due <", at 20'],
    ['due < )', 'filter: expected a value after "due <", at 7'],
    ['due in ()', 'filter: expected a value after "due in (", at 9'],
    ['due in today', 'filter: expected "(" after "due in", at 8'],
    ['tag in (a b)', 'filter: expected "," or ")", at 11'],
    ['title = "🦀" due', 'filter: expected "and", "or" or the end, at 13'],
    ['(completed', 'filter: expected "and", "or" or ")", at 11'],
    ['overdue or', 'filter: expected a field, "not", "overdue" or "(", at 11'],
    ['title', 'filter: expected an operator after "title", which takes = != < <= > >= in is :, at 6'],
    ['completed < true', 'filter: expected an operator after "completed", which takes = !=, at 11'],
    ['tag > a', 'filter: expected an operator after "tag", which takes = != in is, at 5'],
    ['text = a', 'filter: expected an operator after "text", which takes :, at 6'],
    ['due : a', 'filter: expected an operator after "due", which takes = != < <= > >= in is, at 5'],
    ['due "in" (today)', 'filter: expected an operator after "due", which takes = != < <= > >= in is, at 5'],
    ['priority is none', 'filter: say priority = none, at 10'],
    ['priority is some', 'filter: say priority != none, at 10'],
    ['priority is high', 'filter: expected an operator after "priority", which takes = != < <= > >= in, at 10'],
    ['priority = urgen', 'filter: expected a priority after "priority =": none, low, medium, high, urgent, at 12'],
    ['completed = yes', 'filter: expected true or false after "completed =", at 13'],
    ['list is null', 'filter: expected none or some after "list is", at 9'],
    ['tag = none', 'filter: expected a value after "tag =", in quotes if it is "none", at 7'],
    [
      'title = "a',
      'filter: expected text in quotes to end with a quote, and \\" or \\\\ for each quote or backslash in it, at 9',
    ],
    [
      'title = "\\n"',
      'filter: expected text in quotes to end with a quote, and \\" or \\\\ for each quote or backslash in it, at 9',
    ],
    ['tag ! a', 'filter: expected != in place of !, at 5'],
    [
      'due < 2026-03-29T14:30+02:00',
      'filter: expected a time zone in place of the offset, such as 2026-03-29T14:30[Europe/Berlin], at 7',
    ],
    [
      'due < 2026-03-29T14:30[+02:00]',
      'filter: expected a time zone in place of the offset, such as 2026-03-29T14:30[Europe/Berlin], at 7',
    ],
    [
      'due < 2026-03-29T14:30:15.250+02:00[America/New_York]',
      'filter: expected the time zone without the offset: 2026-03-29T14:30:15.250[America/New_York], at 7',
    ],
    [
      'due < 2026-03-29T14:30+02:00[+02]',
      'filter: expected a time zone in place of the offset, such as 2026-03-29T14:30[Europe/Berlin], at 7',
    ],
    ['due < 2026-03-29T14:30[Mars/Base]', 'filter: expected a time zone that exists, such as Europe/Berlin, at 7'],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${text} with the message: ${message}`, () => {
      expect(errorOf(text)).to.equal(message);
    });
  }

  it('refuses a day that does not exist as an invalid date, even if an offset and a zone follow', () => {
    expect(errorOf('due < 2026-02-30T14:30+02:00[Europe/Berlin]')).to.match(
      /^filter: expected a date after "due <": .* at 7$/,
    );
  });

  it('lists all fields in the error about a misspelled field', () => {
    expect(errorOf('dew < today')).to.match(
      /^filter: expected a field, .* completed, priority, tag, .* completed_at, at 1$/,
    );
    expect(errorOf('constructor = 1')).to.match(/^filter: expected a field/);
  });

  for (const text of [
    'tomorrow',
    '2026-02-29',
    '2026-03-29T',
    '2026-03-29T24:00',
    '2026-03-29T14:30:00.1234',
    '2026-03-29T14:30.5',
    '2026-03-29T14:30[Eu.5rope/Berlin]',
    '2026-03-29T14:30[]',
    'today+7',
    'today+1h',
    'now+1234567m',
    'now+1',
    '"and"',
    '""',
  ]) {
    it(`refuses ${text} as a date`, () => {
      expect(errorOf(`due < ${text}`)).to.match(/^filter: expected .*, at 7$/);
    });
  }

  it('accepts a filter of 2,000 code points and refuses one of 2,001', () => {
    const text = `title = "${'🦀'.repeat(1990)}"`;
    expect(errorOf(text)).to.equal(undefined);
    expect(errorOf(`${text} `)).to.equal('filter: expected at most 2000 characters, at 2001');
  });

  it('accepts 50 terms and refuses 51, where a list of values after "in" is one term', () => {
    const text = Array.from({ length: 50 }, () => 'tag in (a, b)').join(' or ');
    expect(errorOf(text)).to.equal(undefined);
    expect(errorOf(`${text} and overdue`)).to.equal(`filter: expected at most 50 terms, at ${text.length + 6}`);
  });

  it('accepts 16 nested parentheses and "not"s and refuses 17, without counting parentheses after "in"', () => {
    const nested = (depth: number) => `${'(not '.repeat(depth / 2)}tag in (a)${')'.repeat(depth / 2)}`;
    expect(errorOf(`${nested(16)} and ${nested(16)}`)).to.equal(undefined);
    expect(errorOf(`(${nested(16)})`)).to.equal(
      'filter: expected at most 16 parentheses and "not"s around a term, at 38',
    );
    expect(errorOf('not '.repeat(499))).to.match(/at most 16 .* at 65$/);
  });
});

describe('the query parameters due_before and due_after', () => {
  it('mean the filter terms "due < …" and "due > …"', () => {
    expect(parseDateTerm('<', 'today+7d')).to.deep.equal(parseFilter('due < today+7d'));
    expect(parseDateTerm('>', '2026-03-29')).to.deep.equal(parseFilter('due > 2026-03-29'));
  });

  it('appear under their own names, not as the field due, in the error about an invalid date', () => {
    const parse = (op: '<' | '>') => () => parseDateTerm(op, 'soon');
    expect(parse('<')).to.throw(InvalidFilter, /^due_before: expected a date/);
    expect(parse('>')).to.throw(InvalidFilter, /^due_after: expected a date/);
  });
});

describe('allOf, which joins filters by "and"', () => {
  it('returns undefined for no filters, and a single filter unchanged', () => {
    const overdue: Filter = { kind: 'overdue' };
    expect(allOf([])).to.equal(undefined);
    expect(allOf([overdue])).to.equal(overdue);
    expect(allOf([overdue, { kind: 'completed' }])).to.deep.equal(parseFilter('overdue and completed'));
  });
});

const PIECES = [
  ...[
    'and',
    'or',
    'not',
    'in',
    'is',
    'none',
    'overdue',
    'completed',
    'due',
    'title',
    '=',
    '<',
    ':',
    '(',
    ')',
    ',',
    '"',
    '\\',
  ],
  ...['today+1d', '2026-03-29T14:30[UTC]', ' ', ' ', ' ', ' '],
];

/** Returns the message of the InvalidFilter that a text causes; undefined if the text parses. Rethrows other errors. */
function errorOf(text: string): string | undefined {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof InvalidFilter) return error.message;
    throw error;
  }
  return undefined;
}
