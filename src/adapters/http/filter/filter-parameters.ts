import * as v from 'valibot';
import type { Selection } from '../../../application/filter/selection.ts';
import { allOf, type Filter } from '../../../domain/filter/filter.ts';
import { FILTER_MAX_LENGTH, parseDateTerm, parseFilter } from '../../../domain/filter/parse.ts';
import { parseSort } from '../../../domain/filter/sort.ts';
import { hasPriority, hasTag, isOnList, negatedUnless } from '../../../domain/filter/terms.ts';
import { wordsFilter } from '../../../domain/filter/words.ts';
import { LIST_MAX_LENGTH, listName } from '../../../domain/tasks/list-name.ts';
import { PRIORITIES, priority } from '../../../domain/tasks/priority.ts';
import { TAG_MAX_LENGTH, tag } from '../../../domain/tasks/tags.ts';
import { checkText } from '../../../domain/text.ts';
import { requireZone } from '../../../domain/time/zone.ts';
import { TEXT_PATTERN, VISIBLE_LINE, VISIBLE_OR_EMPTY } from '../docs/patterns.ts';
import { booleanParameter, parameter, repeatedParameter } from '../input/parameters.ts';

const FILTER_EXAMPLE = 'not completed and (tag = home or priority >= high) and due < today+7d';

export const FilterParameter = parameter(parseFilter, {
  type: 'string',
  maxLength: FILTER_MAX_LENGTH,
  description:
    'Only tasks that match this filter: terms such as `tag = home`, `due < today+7d` or `overdue`, joined by `and`, `or`, ' +
    '`not` and parentheses. The grammar is on the page `/docs#filters`.',
  examples: [FILTER_EXAMPLE],
});

export const ZoneParameter = parameter(requireZone, {
  type: 'string',
  default: 'UTC',
  description: 'The IANA name of the time zone of `today` and of dates without a zone; UTC by default.',
  examples: ['Europe/Berlin'],
});

const date = (op: '<' | '>', description: string) =>
  parameter((text) => parseDateTerm(op, text), {
    type: 'string',
    description,
    examples: ['2026-03-29', 'today+7d', '2026-03-29T14:30[Europe/Berlin]'],
  });

/** The query parameters that filter and order tasks. */
export const SelectionParameters = {
  q: v.exactOptional(
    parameter(words, {
      type: 'string',
      maxLength: FILTER_MAX_LENGTH,
      pattern: TEXT_PATTERN,
      description:
        'Only tasks that have every one of these words, or words that begin so, in title, description, tags or list. Case, ' +
        'accents and width do not matter.',
      examples: ['buy milk'],
    }),
  ),
  tag: v.exactOptional(
    repeatedParameter((text) => hasTag(tag(text)), {
      type: 'string',
      minLength: 1,
      maxLength: TAG_MAX_LENGTH,
      ...VISIBLE_LINE,
      description: 'Only tasks with this tag. Given several times: with all of them.',
      examples: [['home']],
    }),
  ),
  priority: v.exactOptional(
    repeatedParameter(priority, {
      type: 'string',
      enum: PRIORITIES,
      description: 'Only tasks of this priority. Given several times: of any of them.',
      examples: [['high', 'urgent']],
    }),
  ),
  list: v.exactOptional(
    parameter((text) => isOnList(text === '' ? null : listName(text)), {
      type: 'string',
      maxLength: LIST_MAX_LENGTH,
      ...VISIBLE_OR_EMPTY,
      description: 'Only tasks on this list. Empty: only tasks of the inbox, which are on no list.',
      examples: ['Work'],
    }),
  ),
  due_before: v.exactOptional(date('<', 'Only tasks that are due before this day or time.')),
  due_after: v.exactOptional(date('>', 'Only tasks that are due after this day or time.')),
  overdue: v.exactOptional(booleanParameter('Only open tasks whose due day or time has passed, or only the others.')),
  filter: v.exactOptional(FilterParameter),
  sort: v.exactOptional(
    parameter(parseSort, {
      type: 'string',
      description:
        'Up to 3 of created_at, updated_at, completed_at, start, due, priority, title and list, separated by commas. `-` ' +
        'before one reverses it. Tasks without a value come last; ties are broken by the newest task. Default: newest first.',
      examples: ['due,-priority'],
    }),
  ),
  tz: v.exactOptional(ZoneParameter),
};

const SelectionQuery = v.object({ ...SelectionParameters, completed: v.exactOptional(v.boolean()) });
type SelectionQuery = v.InferOutput<typeof SelectionQuery>;

/** Returns whether a query has a filter besides `completed`, or an order other than newest first. */
export function isSelective({ tz: _, completed: __, sort = [], ...terms }: SelectionQuery): boolean {
  // `-created_at` is the order of a plain list, which needs no sorting.
  const [{ field, descending } = {}, ...others] = sort;
  const isSorted = sort.length > 0 && !(field === 'created_at' && descending && others.length === 0);
  return isSorted || Object.values(terms).some((term) => term !== undefined);
}

/** Returns the filter and the order that a query asks for. */
export function selectionOf(query: SelectionQuery): Selection {
  const {
    q,
    tag: tags = [],
    priority: priorities,
    list,
    due_before,
    due_after,
    overdue,
    filter,
    sort = [],
    tz,
  } = query;
  const terms: (Filter | undefined)[] = [
    query.completed === undefined ? undefined : negatedUnless({ kind: 'completed' }, query.completed),
    q,
    ...tags,
    priorities && hasPriority(priorities),
    list,
    due_before,
    due_after,
    overdue === undefined ? undefined : negatedUnless({ kind: 'overdue' }, overdue),
    filter,
  ];
  const given = terms.filter((term) => term !== undefined);
  return { filter: allOf(given), sort, zone: tz ?? 'UTC' };
}

function words(text: string): Filter | undefined {
  checkText(text, FILTER_MAX_LENGTH);
  return wordsFilter(text);
}
