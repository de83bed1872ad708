import type { Author } from '../../domain/changes/author.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import type { TaskContent } from '../../domain/tasks/content.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

/** A task exported from another program, ready to import. */
export interface ForeignTask {
  /** The id, derived from the task: a second import of the same task has the same id. */
  readonly id: TaskId;
  readonly content: TaskContent;
  /** The time at which the task was completed; null if the task is open, or if the time is unknown. */
  readonly completedAt: Instant | null;
}

/** Adds all tasks of another program's export in one operation, or none if one fails. */
export class ImportTasks {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Adds the tasks whose ids were never used. Skips tasks that an earlier import has added, even if they were changed
   * or deleted since. Lists then show the new tasks in the order of `tasks`.
   *
   * @returns the number of tasks that were added
   */
  async execute(owner: UserId, tasks: readonly ForeignTask[], author: Author): Promise<number> {
    const now = this.#clock.now();
    let added = 0;
    const steps = tasks.toReversed().map(({ id, content, completedAt }, index) => ({
      id,
      // Lists begin with the newest task, so each task gets a creation time one millisecond before the task above it.
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
