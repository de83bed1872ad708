import { type Change, type Seq, type TaskState, undone } from '../domain/change.ts';
import { ChangeInTheWay, ChangeNotFound, TaskNotFound } from '../domain/errors.ts';
import type { UserId } from '../domain/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdempotencyKey, Outcome, TaskRepository } from '../ports/task-repository.ts';

export class UndoChange {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Brings a task back to what it was before a change. That is a change as well, and can be undone in turn.
   *
   * @throws ChangeNotFound, SeqGone, ChangeInTheWay or IdempotencyKeyReused
   */
  async execute(owner: UserId, seq: Seq, key?: IdempotencyKey): Promise<Outcome> {
    const change = await this.#find(owner, seq);
    const undo = (found: TaskState | undefined, latest: Seq) => {
      if (found === undefined) throw new TaskNotFound();
      const state = undone(change, found, this.#clock.now());
      if (state === undefined) throw new ChangeInTheWay(latest);
      return state;
    };
    return this.#tasks.change(owner, change.after.id, undo, key);
  }

  async #find(owner: UserId, seq: Seq): Promise<Change> {
    if (seq > (await this.#tasks.lastSeq(owner))) throw new ChangeNotFound();
    const { changes } = await this.#tasks.changes(owner, { since: (seq - 1) as Seq, limit: 1 });
    const change = changes.at(0);
    if (change === undefined) throw new ChangeNotFound();
    return change;
  }
}
