import { foldedName } from '../../../domain/filter/folded-task.ts';
import { type Moment, matcher } from '../../../domain/filter/matches.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { viewOf } from './view-of.ts';

/**
 * A tag or a list, and the number of its open tasks. Spellings such as `Home` and `home` are one tag or list, which is
 * shown in the spelling that was found first.
 */
interface Named {
  readonly name: string;
  readonly open: number;
}

/** The numbers of open tasks that the sidebar shows beside its links. */
export interface Counts {
  readonly inbox: number;
  readonly today: number;
  readonly lists: readonly Named[];
  readonly tags: readonly Named[];
}

/**
 * Counts the open tasks of the inbox, of Today, and of each list and tag. Lists and tags without open tasks are left
 * out.
 */
export function countsOf(tasks: Iterable<Task>, moment: Moment): Counts {
  const { filter } = viewOf({ name: 'today' }, moment);
  const isToday = filter ? matcher(filter, moment) : () => false;
  const lists = new Map<string, { name: string; open: number }>();
  const tags = new Map<string, { name: string; open: number }>();
  let inbox = 0;
  let today = 0;
  for (const task of tasks) {
    if (task.completed) continue;
    if (task.list === null) inbox++;
    else count(lists, task.list);
    for (const tag of task.tags) count(tags, tag);
    if (isToday(task)) today++;
  }
  return { inbox, today, lists: inOrder(lists), tags: inOrder(tags) };
}

function count(names: Map<string, { name: string; open: number }>, name: string): void {
  const folded = foldedName(name);
  const entry = names.get(folded);
  if (entry === undefined) names.set(folded, { name, open: 1 });
  else entry.open++;
}

function inOrder(names: ReadonlyMap<string, Named>): Named[] {
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, named]) => named);
}
