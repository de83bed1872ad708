import { type Change, revert, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { ChangeNotFound, UndoConflict } from '../../domain/changes/errors.ts';
import { TaskNotFound } from '../../domain/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import { check, type Precondition, PreconditionFailed } from '../../domain/tasks/precondition.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OperationResult, TaskRepository, Transition, WriteResult } from '../../ports/task-repository.ts';
import type { WriteOptions } from '../tasks/write-options.ts';

/** The maximum number of changes that one read returns. */
const PAGE = 500;

/** The range of new changes that undo an operation with several changes: `seq` from `operation` to `last`. */
export interface UndoneOperation {
  readonly operation: Seq;
  readonly last: Seq;
  readonly replayed: boolean;
}

function undone({ report, seq, replayed }: OperationResult): UndoneOperation {
  return { operation: Number(report) as Seq, last: seq, replayed };
}

export class UndoChange {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;

  constructor(tasks: TaskRepository, clock: Clock) {
    this.#tasks = tasks;
    this.#clock = clock;
  }

  /**
   * Undoes the operation that a change belongs to: all its changes or none, the last change first. A new change gives
   * each task its former content. The new changes form an operation, which can be undone in turn.
   *
   * @returns the new change, or the range of the new changes if the operation has several
   * @throws ChangeNotFound, SeqGone, UndoConflict, PreconditionFailed or IdempotencyKeyReused
   */
  async execute(
    owner: UserId,
    seq: Seq,
    { author, key, precondition = {} }: WriteOptions,
  ): Promise<WriteResult | UndoneOperation> {
    // Looks for a stored result first: a retry must get it even if the undone change has been purged meanwhile.
    const replay = key && (await this.#tasks.findReplay(owner, key));
    if (replay !== undefined) return 'report' in replay ? undone(replay) : replay;
    const [change, ...others] = await this.#operationOf(owner, seq);
    const context = { author, key };
    if (others.length === 0)
      return this.#tasks.change(owner, change.after.id, this.#undo(change, precondition), context);
    // An ETag names a version of one task, so a precondition on several tasks always fails.
    if (precondition.only !== undefined || precondition.not !== undefined) throw new PreconditionFailed();
    const steps = [change, ...others].reverse().map((each) => ({ id: each.after.id, change: this.#undo(each, {}) }));
    // Stores only the number of the operation for a retry. The changes are in the log, which keeps them for longer than
    // the idempotency key.
    const report = (_: unknown, operation: Seq | null) => String(operation);
    return undone(await this.#tasks.changeAll(owner, { ...context, steps, report }));
  }

  #undo(change: Change, precondition: Precondition): Transition {
    return (found: TaskState | undefined, latest: Seq) => {
      if (found === undefined) throw new TaskNotFound();
      if (found instanceof Task) check(precondition, found);
      else if (precondition.only !== undefined) throw new PreconditionFailed();
      const state = revert(change, found, this.#clock.now());
      if (state === undefined) throw new UndoConflict(latest);
      return state;
    };
  }

  /** Returns all changes of the operation that a change belongs to. */
  async #operationOf(owner: UserId, seq: Seq): Promise<[Change, ...Change[]]> {
    if (seq > (await this.#tasks.lastSeq(owner))) throw new ChangeNotFound();
    const [change, next] = await this.#after(owner, seq - 1, 2);
    if (change === undefined) throw new ChangeNotFound();
    const { operation } = change;
    if (operation === seq && next?.operation !== seq) return [change];
    const changes: Change[] = [];
    for (let page: Change[]; ; changes.push(...page)) {
      page = await this.#after(owner, operation - 1 + changes.length, PAGE);
      const end = page.findIndex((other) => other.operation !== operation);
      if (end !== -1 || page.length < PAGE) return [...changes, ...page.slice(0, end === -1 ? PAGE : end)] as [Change];
    }
  }

  async #after(owner: UserId, since: number, limit: number): Promise<Change[]> {
    return (await this.#tasks.changes(owner, { since: since as Seq, limit })).changes;
  }
}
