import { FIELDS } from '../../../../domain/filter/language/fields.ts';
import { FILTER_MAX_DEPTH, FILTER_MAX_LENGTH, FILTER_MAX_TERMS } from '../../../../domain/filter/parse.ts';
import { SORT_FIELDS } from '../../../../domain/filter/sort.ts';
import { type Caller, get, post } from '../examples/example.ts';
import { RENT, Samples } from '../examples/samples.ts';
import { code, escaped, prose, termList } from '../page/page-text.ts';
import type { Guide } from './guide.ts';

/** Examples of filters, each with a description of the tasks that the filter selects. */
export const FILTER_EXAMPLES: readonly (readonly [filter: string, meaning: string])[] = [
  ['not completed and due <= today', 'Open, and due today or before'],
  ['overdue', 'Open, and due before today, or before now if due at a time'],
  ['due >= today and due < today+7d', 'Due within seven days, today included'],
  ['tag = home and priority >= high', 'With the tag home, also spelled `HOME` or `Hóme`, and high or urgent'],
  [
    'tag in (home, garden) or list = "Work/Reports"',
    'With one of two tags, or on a list; a name with other signs needs quotes',
  ],
  ['list is none and start is none', 'In the inbox, and without a start'],
  ['text: "buy milk"', 'With words that begin with `buy` and `milk` in title or description'],
  ['completed and completed_at > now-24h', 'Completed in the last 24 hours'],
  ['due = 2026-03-29T14:30[Europe/Berlin]', 'Due at that moment, in whatever zone it is written'],
  ['not (priority = none or due is none)', 'With a priority and a due date'],
];

const GRAMMAR = `filter = term { ("and" | "or") term }
term   = field operator value
       | field "in" "(" value, … ")"
       | field "is" ("none" | "some")
       | "completed" | "overdue"
       | "not" term | "(" filter ")"
value  = word | "quoted text" | true | false
       | day | time | today[±Nd] | now[±Nh|m|d]`;

const NOTES = [
  '`and` binds tighter than `or`.',
  'A day is `2026-03-29`. A time is `2026-03-29T14:30`, in the zone of the parameter `tz`, or has a zone of its own: ' +
    '`2026-03-29T14:30[Europe/Berlin]`, or `…Z` for UTC. A task that is due on a day compares with days; a task that is due ' +
    'at a time is before a day if it is before the first moment of the day in `tz`.',
  'A comparison with a missing value is false, so `due < today` never finds a task without a due date. `!=` is exactly `not … =`.',
  'Names and texts compare without case, accents and width. The words of `:` and of the parameter `q` may be beginnings of words.',
  `A filter has at most ${FILTER_MAX_LENGTH} characters, ${FILTER_MAX_TERMS} terms and ${FILTER_MAX_DEPTH} open parentheses or ` +
    "`not`s. In an address, write `%2B` for `+`: `curl --get --data-urlencode 'filter=…'` does so.",
  `\`sort\` takes up to three of ${SORT_FIELDS.map((field) => `\`${field}\``).join(', ')}, with \`-\` before one to turn it round. ` +
    'Tasks without a value come last both ways.',
];

/** Returns the guide to the filter language. */
export function filtersGuide(caller: Caller): Guide {
  const samples = new Samples(caller);
  const [rent, mum] = [{ priority: 'high', tags: ['home'], due: '2026-11-30' }, { tags: ['Home'] }];
  const create = (title: string, fields: object) => ({ op: 'create', task: { title, ...fields } });
  const first = samples.task(RENT, 'Pay rent', rent);
  const results = [
    { status: 201, task: '…' },
    { status: 201, task: '…' },
  ];
  return {
    id: 'filters',
    title: 'Filter and sort',
    about: 'One condition selects the tasks of a list, of the feed or of an edit.',
    parts: [
      'The parameter `filter` of lists, of changes and of edits of many tasks is a condition. Say there are two tasks:',
      post(
        '/api/me/tasks/batch',
        { operations: [create('Pay rent', rent), create('Call mum', mum)] },
        { status: 200, body: { results, operation: 1 } },
      ),
      get(
        '/api/me/tasks',
        { status: 200, body: [first] },
        { query: { filter: 'not completed and tag = home and priority >= high', sort: 'due,-priority' } },
      ),
      'More conditions:',
      { html: termList(FILTER_EXAMPLES.map(([filter, meaning]) => [code(filter), prose(meaning)])) },
      'The grammar:',
      { html: `<pre tabindex="0">${escaped(GRAMMAR)}</pre>` },
      'The fields and their operators:',
      { html: termList([...FIELDS].map(([name, { operators }]) => [code(name), operators.map(code).join(' ')])) },
      ...NOTES,
    ],
  };
}
