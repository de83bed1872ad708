import type { Author } from '../../domain/changes/author.ts';
import { type Change, changedAt, kindOf, SEQ_ZERO, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { assertRetained } from '../../domain/changes/errors.ts';
import { OperationPlan, seqAt } from '../../domain/changes/operation-plan.ts';
import { IdempotencyKeyReused } from '../../domain/errors.ts';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { Task } from '../../domain/tasks/task.ts';
import type {
  ChangeList,
  ChangeQuery,
  Expiry,
  IdempotencyKey,
  Operation,
  OperationResult,
  TaskList,
  TaskQuery,
  Transition,
  WriteContext,
  WriteResult,
} from '../../ports/task-repository.ts';
import { StoredKeys } from './stored-keys.ts';
import { lowerBound, page } from './task-page.ts';

/** The latest state of a task, and the `seq` of the change that led to this state. */
interface StoredState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/** One owner's tasks, change log and idempotency keys. */
export class UserLedger {
  /** The seq of the last change. */
  last: Seq = SEQ_ZERO;
  /** The tasks that are not deleted, oldest first. */
  #tasks: Task[] = [];
  readonly #states = new Map<TaskId, StoredState>();
  /** The owner's changes, ordered by seq without gaps. The first seq is greater than 1 after a purge. */
  readonly #log: Change[] = [];
  readonly #keys = new StoredKeys();

  latest(id: TaskId): StoredState | undefined {
    return this.#states.get(id);
  }

  stateAt(seq: Seq, id: TaskId): TaskState | undefined {
    const replaced = this.#replacedSince(seq);
    return replaced.has(id) ? replaced.get(id) : this.#states.get(id)?.state;
  }

  list({ asOf, ...query }: TaskQuery): TaskList {
    if (asOf === undefined) return { tasks: page(this.#tasks, query), seq: this.last };
    const replaced = this.#replacedSince(asOf);
    const tasks = this.#tasks.filter(({ id }) => !replaced.has(id));
    for (const task of replaced.values()) if (task !== undefined) tasks.splice(lowerBound(tasks, task), 0, task);
    return { tasks: page(tasks, query), seq: asOf };
  }

  changes({ since, limit, of }: ChangeQuery): ChangeList {
    if (of === undefined) this.#assertSeqRetained(since);
    const later = this.#log.slice(Math.max(0, since - this.#purged));
    const found = of === undefined ? later : later.filter(({ after }) => after.id === of);
    return { changes: found.slice(0, limit), last: this.last };
  }

  /** @throws IdempotencyKeyReused if another request has used the key */
  replay(key: IdempotencyKey | undefined): WriteResult | OperationResult | undefined {
    return this.#keys.replay(key);
  }

  /** @param now the time to store with the idempotency key if the write leaves the task unchanged */
  change(id: TaskId, change: Transition, { author, key }: WriteContext, now: Instant): WriteResult {
    const replay = this.replay(key);
    if (replay !== undefined && 'report' in replay) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const { state: before, seq: latest } = this.#states.get(id) ?? { state: undefined, seq: SEQ_ZERO };
    const after = change(before, latest);
    const result: WriteResult =
      after === before
        ? { seq: latest, kind: 'unchanged', after, author: null, replayed: false }
        : { ...this.#append(before, after, seqAt(0, this.last), author), after, author, replayed: false };
    this.#keys.store(key, result, after === before ? now : changedAt(after));
    return result;
  }

  /** @param now the time to store with the idempotency key if the operation leaves all tasks unchanged */
  changeAll(operation: Operation, now: Instant): OperationResult {
    const replay = this.replay(operation.key);
    if (replay !== undefined && !('report' in replay)) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const plan = new OperationPlan((id) => this.#states.get(id));
    for (const step of operation.steps) plan.add(step);
    const result = plan.result(this.last, operation);
    const first = seqAt(0, this.last);
    for (const { before, after } of plan.changes) this.#append(before, after, first, operation.author);
    this.#keys.store(operation.key, result, plan.lastChangeAt ?? now);
    return result;
  }

  purge(expiry: Expiry): void {
    const firstKept = this.#log.findIndex(({ after }) => changedAt(after) >= expiry.changes);
    const dropped = this.#log.splice(0, firstKept === -1 ? this.#log.length : firstKept);
    for (const { seq, after } of dropped) {
      // The state of a deleted task is dropped when the change that deleted the task is purged.
      if (!(after instanceof Task) && this.#states.get(after.id)?.seq === seq) this.#states.delete(after.id);
    }
    this.#keys.purge(expiry.keys);
  }

  #append(
    before: TaskState | undefined,
    after: TaskState,
    operation: Seq,
    author: Author,
  ): Pick<Change, 'seq' | 'kind'> {
    const seq = seqAt(0, this.last);
    const kind = kindOf(before, after);
    const replaced = before instanceof Task ? before : undefined;
    this.last = seq;
    this.#log.push({ seq, operation, author, kind, before: replaced, after });
    this.#states.set(after.id, { state: after, seq });
    if (replaced !== undefined) this.#tasks.splice(lowerBound(this.#tasks, replaced), 1);
    if (after instanceof Task) this.#tasks.splice(lowerBound(this.#tasks, after), 0, after);
    return { seq, kind };
  }

  /** The number of changes that were purged from the log. */
  get #purged(): number {
    return this.last - this.#log.length;
  }

  #assertSeqRetained(seq: Seq): void {
    assertRetained(seq, this.#purged as Seq, this.last);
  }

  /** Returns each task changed after `seq`, with its state as of `seq`; undefined if it did not exist at that time. */
  #replacedSince(seq: Seq): Map<TaskId, Task | undefined> {
    this.#assertSeqRetained(seq);
    const since = this.#log.slice(seq - this.#purged).toReversed();
    return new Map(since.map(({ before, after }) => [after.id, before]));
  }
}
