import type { Change, Seq, TaskState } from '../../domain/changes/change.ts';
import type { TaskId } from '../../domain/identity.ts';
import { Task } from '../../domain/tasks/task.ts';

/** The minimum number of recent changes that are kept in memory, to update cached results of filters. */
const MAX_RECENT = 500;

/** A task before and after one or several changes; undefined if the task did not exist. */
export interface Step {
  readonly seq: Seq;
  readonly before: Task | undefined;
  readonly after: Task | undefined;
}

/** A replica: all tasks of one owner in memory, as they were right after the change `seq` of the owner's log. */
export class OwnerTasks {
  #seq: Seq;
  readonly #tasks: Map<TaskId, Task>;
  #recent: Step[] = [];
  #weight = 0;

  constructor(seq: Seq, tasks: readonly Task[]) {
    this.#seq = seq;
    this.#tasks = new Map(tasks.map((task) => [task.id, task]));
    for (const task of tasks) this.#weight += weightOf(task);
  }

  /** The `seq` of the last change that was applied to these tasks. */
  get seq(): Seq {
    return this.#seq;
  }

  /** An estimate of the memory that the tasks take: 1 for each task, and 1 for each 500 characters of its text. */
  get weight(): number {
    return this.#weight;
  }

  get(id: TaskId): Task | undefined {
    return this.#tasks.get(id);
  }

  all(): IteratorObject<Task> {
    return this.#tasks.values();
  }

  /** Applies changes in the order of the log. Ignores changes that are applied already. */
  apply(changes: readonly Change[]): void {
    for (const { seq, after } of changes) {
      if (seq <= this.#seq) continue;
      const before = this.#tasks.get(after.id);
      this.#seq = seq;
      this.#weight += weightOf(after) - weightOf(before);
      if (after instanceof Task) this.#tasks.set(after.id, after);
      else this.#tasks.delete(after.id);
      this.#recent.push({ seq, before, after: after instanceof Task ? after : undefined });
    }
    if (this.#recent.length > 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
  }

  /** Returns each task that was changed after `seq`, with its state at `seq` and now; undefined if `seq` is too old. */
  since(seq: Seq): Step[] | undefined {
    const steps = this.#recent.slice(Math.max(0, this.#recent.length - (this.#seq - seq)));
    if (steps.length < this.#seq - seq) return undefined;
    const merged = new Map<TaskId, Step>();
    for (const step of steps) {
      const id = (step.before ?? step.after)?.id;
      if (id !== undefined) merged.set(id, { ...step, before: merged.has(id) ? merged.get(id)?.before : step.before });
    }
    return [...merged.values()];
  }
}

function weightOf(state: TaskState | undefined): number {
  if (!(state instanceof Task)) return 0;
  return 1 + Math.floor((state.title.length + (state.description?.length ?? 0)) / 500);
}
