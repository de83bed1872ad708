import type { Change, Seq, TaskState } from '../../domain/changes/change.ts';
import type { TaskId } from '../../domain/identity.ts';
import { Task } from '../../domain/tasks/task.ts';

/** At least this many recent changes are kept, to bring earlier results up to date. */
const MAX_RECENT = 500;

/** A task before and after one change or several; undefined where the task did not exist. */
export interface Step {
  readonly seq: Seq;
  readonly before: Task | undefined;
  readonly after: Task | undefined;
}

/** All tasks of one owner as of a change of the owner's log, in memory. */
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

  /** The last change that these tasks include. */
  get seq(): Seq {
    return this.#seq;
  }

  /** An estimate of the memory of the tasks: each counts as 1, and as 1 more for every 500 characters of text. */
  get weight(): number {
    return this.#weight;
  }

  get(id: TaskId): Task | undefined {
    return this.#tasks.get(id);
  }

  all(): IteratorObject<Task> {
    return this.#tasks.values();
  }

  /** Applies changes in the order of the log, and ignores those that are applied already. */
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

  /** Returns each task that has changed after `seq`, before and after these changes; undefined if `seq` is too old. */
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
