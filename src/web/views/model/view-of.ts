import type { Filter } from '../../../domain/filter/filter.ts';
import { InvalidFilter } from '../../../domain/filter/invalid-filter.ts';
import type { Moment } from '../../../domain/filter/matches.ts';
import { parseFilter } from '../../../domain/filter/parse.ts';
import { parseSort, type Sort } from '../../../domain/filter/sort.ts';
import { hasTag, isOnList } from '../../../domain/filter/terms.ts';
import { wordsFilter } from '../../../domain/filter/words.ts';
import { DAY } from '../../../domain/instant.ts';
import type { TaskContent } from '../../../domain/tasks/content.ts';
import { listName } from '../../../domain/tasks/list-name.ts';
import { tag, tags } from '../../../domain/tasks/tags.ts';
import { taskDate } from '../../../domain/tasks/task-date.ts';
import { calendarOf } from '../../../domain/time/calendar.ts';
import type { Day } from '../../../domain/time/day.ts';
import type { Place } from './route.ts';

/** The way in which the tasks of a view are grouped under headings, such as by the day of their completion. */
export type Grouping = 'none' | 'overdue' | 'next-day' | 'done-day' | 'open';

/**
 * The rules for the tasks that a view shows: their filter, their order, and their groups. The browser evaluates them.
 */
export interface View {
  /** The filter of the view. With null, the view shows no task; with undefined, it shows every task. */
  readonly filter: Filter | undefined | null;
  readonly sort: Sort;
  readonly grouping: Grouping;
  /** The initial fields of a task that the user adds in this view, such as the list. */
  readonly defaults: Partial<TaskContent>;
  /** The error text if the filter or the order does not parse. */
  readonly error?: string;
}

const OPEN = 'not completed';
const BY_DUE = 'due,-priority';

/**
 * Returns the filter, order and groups for a place in the page's navigation, such as Today, a list or a tag. The
 * current time is `moment`.
 */
export function viewOf(place: Place, moment: Moment): View {
  switch (place.name) {
    case 'inbox':
      return view(`${OPEN} and list is none`, '');
    case 'today':
      return {
        ...view(`${OPEN} and (due < today+1d or start < today+1d)`, BY_DUE, 'overdue'),
        defaults: { due: taskDate(textOf(calendarOf(moment.zone).dayAt(moment.now))) },
      };
    case 'upcoming':
      return view(`${OPEN} and (due >= today+1d or start >= today+1d)`, BY_DUE, 'next-day');
    case 'done':
      return view('completed', '-completed_at', 'done-day');
    case 'list':
      return named(place.value, (name) => ({ filter: isOnList(listName(name)), defaults: { list: listName(name) } }));
    case 'tag':
      return named(place.value, (name) => ({ filter: hasTag(tag(name)), defaults: { tags: tags([tag(name)]) } }));
    case 'search': {
      const filter = wordsFilter(place.q) ?? null;
      return { filter, sort: parseSort('-updated_at'), grouping: 'open', defaults: {} };
    }
    case 'filter':
      return written(place.filter, place.sort);
    case 'past':
      return { filter: null, sort: [], grouping: 'none', defaults: {} };
  }
}

function view(filter: string, sort: string, grouping: Grouping = 'none'): View {
  return { filter: parseFilter(filter), sort: sort === '' ? [] : parseSort(sort), grouping, defaults: {} };
}

/** Returns the view of a tag or a list. If its name is invalid, which is possible in a URL, the view has no tasks. */
function named(name: string, of: (name: string) => Pick<View, 'defaults'> & { readonly filter: Filter }): View {
  const open = view(OPEN, BY_DUE);
  try {
    const { filter, defaults } = of(name);
    return { ...open, filter: { kind: 'and', filters: [filter, ...(open.filter ? [open.filter] : [])] }, defaults };
  } catch {
    return { ...open, filter: null };
  }
}

function written(filter: string, sort: string): View {
  try {
    return view(filter, sort);
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    return { filter: null, sort: [], grouping: 'none', defaults: {}, error: error.message };
  }
}

/** Returns a day as `YYYY-MM-DD`. */
export function textOf(day: Day): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
