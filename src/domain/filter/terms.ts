import { fold } from '../fold.ts';
import type { ListName } from '../tasks/list-name.ts';
import type { Priority } from '../tasks/priority.ts';
import type { Tag } from '../tasks/tags.ts';
import type { Filter } from './filter.ts';

/** Returns a filter, or its negation if `isTrue` is false. */
export function negatedUnless(filter: Filter, isTrue: boolean): Filter {
  return isTrue ? filter : { kind: 'not', filter };
}

export function hasTag(tag: Tag): Filter {
  return { kind: 'name', field: 'tag', values: [fold(tag)] };
}

export function hasPriority(priorities: readonly Priority[]): Filter {
  return { kind: 'priority', field: 'priority', op: '=', values: priorities };
}

/** @param list null for the inbox, that is for tasks without a list */
export function isOnList(list: ListName | null): Filter {
  if (list === null) return { kind: 'not', filter: { kind: 'some', field: 'list' } };
  return { kind: 'name', field: 'list', values: [fold(list)] };
}
