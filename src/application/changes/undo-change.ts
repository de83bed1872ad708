import { type Change, revert, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { ChangeNotFound, UndoConflict } from '../../domain/changes/errors.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import { check, PreconditionFailed } from '../../domain/tasks/precondition.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository, WriteResult } from '../../ports/task-repository.ts';
import type { WriteOptions } from '../tasks/write-options.ts';

export class UndoChange {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Restores the content that a task had before a change, as a new change, which can be undone as well.
   *
   * @throws ChangeNotFound, SeqGone, UndoConflict, PreconditionFailed or IdempotencyKeyReused
   */
  async execute(owner: UserId, seq: Seq, { key, precondition = {} }: WriteOptions = {}): Promise<WriteResult> {
    // Comes first: a retry must get its result even if the change has been purged since.
    const replay = key && (await this.#tasks.findReplay(owner, key));
    if (replay !== undefined) return replay;
    const change = await this.#find(owner, seq);
    const undo = (found: TaskState | undefined, latest: Seq) => {
      if (found === undefined) throw new TaskNotFound();
      if (found instanceof Task) check(precondition, found);
      else if (precondition.only !== undefined) throw new PreconditionFailed();
      const state = revert(change, found, this.#clock.now());
      if (state === undefined) throw new UndoConflict(latest);
      return state;
    };
    return this.#tasks.change(owner, change.after.id, undo, key);
  }

  async #find(owner: UserId, seq: Seq): Promise<Change> {
    if (seq > (await this.#tasks.lastSeq(owner))) throw new ChangeNotFound();
    const change = (await this.#tasks.changes(owner, { since: (seq - 1) as Seq, limit: 1 })).changes.at(0);
    if (change === undefined) throw new ChangeNotFound();
    return change;
  }
}
