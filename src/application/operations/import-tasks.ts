import type { Author } from '../../domain/changes/author.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

/** A task of another program. */
export interface ForeignTask {
  /** Derived from the task, so that the same task always has the same id. */
  readonly id: TaskId;
  readonly content: TaskContent;
  /** When it was completed; null if it is open, or if that is not known. */
  readonly completedAt: Instant | null;
}

/** Adds tasks of another program as one operation: all of them or none. */
export class ImportTasks {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Adds the tasks whose ids were never used. The others, which an earlier import has added, stay as they are, even if
   * they were changed or deleted since. Tasks are listed in the order given.
   *
   * @returns the number of tasks that were added
   */
  async execute(owner: UserId, tasks: readonly ForeignTask[], author: Author): Promise<number> {
    const now = this.#clock.now();
    let added = 0;
    const steps = tasks.toReversed().map(({ id, content, completedAt }, index) => ({
      id,
      // Lists begin with the newest task, so each task is created a millisecond before the one above it.
      change: (found: Parameters<Parameters<TaskRepository['change']>[2]>[0]) =>
        found ?? created(id, owner, content, instant(now - (tasks.length - 1 - index)), completedAt),
    }));
    const report = (results: readonly { readonly kind: string }[]) => {
      added = results.filter(({ kind }) => kind === 'created').length;
      return String(added);
    };
    if (steps.length > 0) await this.#tasks.changeAll(owner, { steps, author, report });
    return added;
  }
}

function created(id: TaskId, owner: UserId, content: TaskContent, now: Instant, completedAt: Instant | null): Task {
  const task = Task.create(id, owner, content, now);
  if (task.completedAt === null || completedAt === null) return task;
  return new Task({ ...task, completedAt: instant(Math.min(completedAt, now)) });
}
