import { compareCodePoints } from '../../domain/filter/code-point-order.ts';
import { foldedName } from '../../domain/filter/folded-task.ts';
import type { UserId } from '../../domain/identity.ts';
import { isOlder } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { OwnerTasks } from './owner-tasks.ts';
import type { TaskReplicas } from './task-replicas.ts';
import { inTimeSlices } from './time-slices.ts';

/** A tag or a list, with the number of its open tasks and of all its tasks. */
export interface NameCount {
  /** The name in the spelling of the oldest task that has this tag or list. */
  readonly name: string;
  readonly open: number;
  readonly total: number;
}

interface KeptCounts {
  readonly seq: number;
  readonly counts: readonly NameCount[];
}

/** Counts the tasks of each tag, or of each list. */
export class CountNames {
  readonly #replicas: TaskReplicas;
  /** A cache of the last counts of each owner, by field. They are valid until the owner's log has a new change. */
  readonly #kept = { tag: new WeakMap<OwnerTasks, KeptCounts>(), list: new WeakMap<OwnerTasks, KeptCounts>() };

  constructor(replicas: TaskReplicas) {
    this.#replicas = replicas;
  }

  /** Returns the tags or lists with their counts, ordered by folded name. */
  async execute(owner: UserId, field: 'tag' | 'list'): Promise<readonly NameCount[]> {
    const tasks = await this.#replicas.get(owner);
    const { seq } = tasks;
    const kept = this.#kept[field].get(tasks);
    if (kept?.seq === seq) return kept.counts;
    const counts = await count([...tasks.all()], field);
    this.#kept[field].set(tasks, { seq, counts });
    return counts;
  }
}

async function count(tasks: readonly Task[], field: 'tag' | 'list'): Promise<NameCount[]> {
  const counts = new Map<string, { name: string; oldest: Task; open: number; total: number }>();
  await inTimeSlices(tasks, (task) => {
    for (const name of field === 'tag' ? task.tags : task.list === null ? [] : [task.list]) {
      const folded = foldedName(name);
      const count = counts.get(folded) ?? { name, oldest: task, open: 0, total: 0 };
      if (isOlder(task, count.oldest)) Object.assign(count, { name, oldest: task });
      count.total++;
      if (!task.completed) count.open++;
      counts.set(folded, count);
    }
  });
  const ordered = [...counts].sort(([one], [other]) => compareCodePoints(one, other));
  return ordered.map(([, { name, open, total }]) => ({ name, open, total }));
}
