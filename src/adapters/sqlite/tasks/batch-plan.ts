import { changedAt, kindOf, SEQ_ZERO, type Seq } from '../../../domain/changes/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type { IdempotencyKey, Transition, WriteResult } from '../../../ports/task-repository.ts';
import type { Rows } from '../database/worker.ts';
import type { CommittedState, Reader } from './reader.ts';
import { columnValues } from './task-row.ts';

export interface WriteRequest {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: Transition;
  readonly key: IdempotencyKey | undefined;
  /** True if the id was never used, so that there is no deletion to look for. */
  readonly isNew: boolean;
}

/**
 * The outcome of a batch before it is committed. There is one writer and one batch in flight, so the committed state is
 * current, and nothing can conflict: each write starts from the state that the writes before it lead to.
 */
export class BatchPlan {
  readonly #committed: Reader;
  readonly #now: Instant;
  readonly #states = new Map<string, CommittedState>();
  readonly #seqs = new Map<UserId, Seq>();
  readonly #keys = new Map<string, { readonly fingerprint: string; readonly result: WriteResult }>();
  readonly #rows: Rows = { putTask: [], deleteTask: [], addChange: [], putCounter: [], addKey: [] };

  constructor(committed: Reader, now: Instant) {
    this.#committed = committed;
    this.#now = now;
  }

  /** The owners whose logs grow. */
  get owners(): UserId[] {
    return [...this.#seqs.keys()];
  }

  /** Ends the plan, and returns the rows to commit; undefined if there are none. */
  finish(): Rows | undefined {
    for (const { state, seq } of this.#states.values()) {
      if (!(state instanceof Task)) this.#rows.deleteTask.push([state.userId, state.id]);
      else this.#rows.putTask.push([state.userId, state.id, state.version, seq, ...columnValues(state)]);
    }
    for (const [owner, seq] of this.#seqs) this.#rows.putCounter.push([owner, seq]);
    return Object.values(this.#rows).some((rows) => rows.length > 0) ? this.#rows : undefined;
  }

  /** @throws IdempotencyKeyReused, or the error of the transition */
  add({ owner, id, change, key, isNew }: WriteRequest): WriteResult {
    const replay = key && this.#replay(owner, key);
    if (replay !== undefined) return replay;
    const result = this.#apply(owner, id, change, isNew);
    if (key !== undefined) this.#addKey(owner, key, result);
    return result;
  }

  #apply(owner: UserId, id: TaskId, change: Transition, isNew: boolean): WriteResult {
    const committed = () => (isNew ? this.#committed.task(owner, id) : this.#committed.state(owner, id));
    const base = this.#states.get(owner + id) ?? committed();
    const [before, previous] = [base?.state, base?.seq ?? SEQ_ZERO];
    const after = change(before, previous);
    if (after === before) return { seq: previous, kind: 'unchanged', after, replayed: false };
    const seq = ((this.#seqs.get(owner) ?? this.#committed.lastSeq(owner)) + 1) as Seq;
    const kind = kindOf(before, after);
    this.#seqs.set(owner, seq);
    this.#states.set(owner + id, { state: after, seq });
    const preImage = columnValues(before instanceof Task ? before : undefined);
    this.#rows.addChange.push([owner, seq, kind, changedAt(after), id, after.version, previous, ...preImage]);
    return { seq, kind, after, replayed: false };
  }

  #replay(owner: UserId, { name, fingerprint }: IdempotencyKey): WriteResult | undefined {
    const planned = this.#keys.get(owner + name);
    if (planned === undefined) return this.#committed.replay(owner, { name, fingerprint });
    if (planned.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return { ...planned.result, replayed: true };
  }

  #addKey(owner: UserId, { name, fingerprint }: IdempotencyKey, result: WriteResult): void {
    const { kind, after, seq } = result;
    const at = kind === 'unchanged' ? this.#now : changedAt(after);
    this.#keys.set(owner + name, { fingerprint, result });
    // The purge goes through the owners that have a counter.
    if (!this.#seqs.has(owner)) this.#seqs.set(owner, this.#committed.lastSeq(owner));
    this.#rows.addKey.push([owner, name, fingerprint, kind, at, after.id, after.version, seq]);
  }
}
