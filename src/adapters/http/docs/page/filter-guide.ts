import { FIELDS } from '../../../../domain/filter/language/fields.ts';
import { FILTER_MAX_DEPTH, FILTER_MAX_LENGTH, FILTER_MAX_TERMS } from '../../../../domain/filter/parse.ts';
import { SORT_FIELDS } from '../../../../domain/filter/sort.ts';
import { code, prose, table } from './page-text.ts';

/** Examples of filters, each with the tasks that it selects. */
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

const GRAMMAR = `filter = term { ("and" | "or") term }      and binds tighter
term   = field operator value | field "in" "(" value, … ")" | field "is" ("none" | "some")
       | "completed" | "overdue" | "not" term | "(" filter ")"
value  = word | "quoted text" | true | false | day | time | today[±Nd] | now[±Nh|m|d]`;

const NOTES = [
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

/** Returns the part of the page that explains filters. */
export function filterGuide(): string {
  const fields = [...FIELDS].map(([name, { operators }]) => row(code(name), operators.map(code).join(' ')));
  const examples = FILTER_EXAMPLES.map(([filter, meaning]) => row(code(filter), prose(meaning)));
  return `<h2 id="filters">Filters</h2>
<p>The parameter <code>filter</code> of lists, of changes and of edits of many tasks is a condition:</p>
<pre>${prose(GRAMMAR)}</pre>
<div class="examples">${table('Examples', examples)}</div>
${table('Fields and their operators', fields)}
${NOTES.map((note) => `<p>${prose(note)}</p>`).join('\n')}`;
}

function row(first: string, second: string): string {
  return `<tr><td>${first}</td><td colspan="2">${second}</td></tr>`;
}
