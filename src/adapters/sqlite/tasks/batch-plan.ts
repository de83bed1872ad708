import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Author, encodeAuthor } from '../../../domain/changes/author.ts';
import { changedAt, kindOf, SEQ_ZERO, type Seq } from '../../../domain/changes/change.ts';
import { OperationPlan, seqAt, seqOf } from '../../../domain/changes/operation-plan.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import { Task } from '../../../domain/tasks/task.ts';
import type {
  IdempotencyKey,
  Operation,
  OperationResult,
  Transition,
  WriteContext,
  WriteResult,
} from '../../../ports/task-repository.ts';
import type { Rows } from '../database/worker.ts';
import type { CommittedState, Reader } from './reader.ts';
import { columnValues } from './task-row.ts';

/**
 * The most steps of an operation that are planned in one turn of the event loop, so that other requests are not
 * delayed.
 */
const STEPS_PER_TURN = 100;
/** The most rows for each statement in one of the parts in which a commit is sent to the writer thread. */
const MAX_PART = 1_000;
/**
 * The value of `task_id` in the row of an operation's idempotency key, which concerns several tasks. The column may not
 * be null.
 */
const NO_TASK = '00000000-0000-0000-0000-000000000000';

export interface WriteRequest extends WriteContext {
  readonly owner: UserId;
  readonly id: TaskId;
  readonly change: Transition;
  /** True if the write creates a task with a new id, so that the log need not be searched for an earlier deletion. */
  readonly isNew: boolean;
}

/**
 * The results of a batch of writes: the last state of each task by owner and id, the last `seq` of each owner, and the
 * result to store with each idempotency key.
 */
interface PlannedResults {
  readonly states: Map<string, CommittedState>;
  readonly seqs: Map<UserId, Seq>;
  readonly keys: Map<string, { readonly fingerprint: string; readonly result: WriteResult | OperationResult }>;
}

/**
 * Computes the results of a batch of writes before its commit. With one writer and one batch in flight, nobody else
 * writes tasks meanwhile, so writes cannot conflict. Each write starts from the state after all earlier writes:
 * those of this batch, those of the batch in flight, and those that are committed.
 */
export class BatchPlan {
  readonly #committed: Reader;
  readonly #now: Instant;
  readonly #planned: PlannedResults = { states: new Map(), seqs: new Map(), keys: new Map() };
  /** The results of the batch in flight, which may not be committed yet; undefined if there is none. */
  readonly #inFlight: PlannedResults | undefined;
  readonly #rows: Omit<Rows, 'putTask' | 'deleteTask'> = {
    addChange: [],
    addChangeOfOperation: [],
    putCounter: [],
    addKey: [],
    addKeyOfOperation: [],
  };

  /** @param inFlight the plan of the batch in flight, if there is one */
  constructor(committed: Reader, now: Instant, inFlight?: BatchPlan) {
    this.#committed = committed;
    this.#now = now;
    if (inFlight !== undefined) this.#inFlight = inFlight.#planned;
  }

  /** The owners for whom this batch has changes or idempotency keys to write. */
  get owners(): UserId[] {
    return [...this.#planned.seqs.keys()];
  }

  /** Yields the rows to commit, in parts. Nothing may be added to the plan afterwards. */
  *finish(): Generator<Rows> {
    for (const [owner, seq] of this.#planned.seqs) this.#rows.putCounter.push([owner, seq]);
    const states = [...this.#planned.states.values()];
    const length = Math.max(states.length, ...Object.values(this.#rows).map((rows) => rows.length));
    for (let start = 0; start < length; start += MAX_PART) yield this.#part(states, start, start + MAX_PART);
  }

  #part(states: readonly CommittedState[], start: number, end: number): Rows {
    const rows = Object.entries(this.#rows).map(([name, values]) => [name, values.slice(start, end)]);
    const part: Rows = { ...Object.fromEntries(rows), putTask: [], deleteTask: [] };
    for (const { state, seq } of states.slice(start, end)) {
      if (!(state instanceof Task)) part.deleteTask.push([state.userId, state.id]);
      else part.putTask.push([state.userId, state.id, state.version, seq, ...columnValues(state)]);
    }
    return part;
  }

  /** @throws IdempotencyKeyReused, or the error of the write's state transition */
  add(request: WriteRequest): WriteResult {
    const { owner, key } = request;
    const replay = key && this.#replay(owner, key);
    if (replay !== undefined && 'report' in replay) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const result = this.#apply(request);
    if (key !== undefined) this.#addKey(owner, key, result);
    return result;
  }

  /**
   * Adds all steps of an operation, or none. Between the steps, the event loop serves other requests. Nothing else may
   * be added to the plan until the promise resolves.
   *
   * @throws IdempotencyKeyReused, or the error of a step of the operation
   */
  async addAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    const { steps, key } = operation;
    const replay = key && this.#replay(owner, key);
    if (replay !== undefined && !('report' in replay)) throw new IdempotencyKeyReused();
    if (replay !== undefined) return replay;
    const plan = new OperationPlan((id) => this.#uncommitted(owner, id) ?? this.#committed.state(owner, id));
    for (const [i, step] of steps.entries()) {
      if (i > 0 && i % STEPS_PER_TURN === 0) await nextTurn();
      plan.add(step);
    }
    const last = this.#lastSeq(owner);
    const result = plan.result(last, operation);
    await this.#addChanges(owner, plan, last, operation.author);
    if (key !== undefined) this.#addKeyOfOperation(owner, key, result, plan.lastChangeAt ?? this.#now);
    return result;
  }

  async #addChanges(owner: UserId, { changes, tasks }: OperationPlan, last: Seq, author: Author): Promise<void> {
    const actor = encodeAuthor(author);
    if (changes.length > 0) this.#planned.seqs.set(owner, seqAt(changes.length - 1, last));
    for (const [id, { state, origin }] of tasks)
      this.#planned.states.set(owner + id, { state, seq: seqOf(origin, last) });
    for (const [place, { kind, before, after, previous }] of changes.entries()) {
      if (place > 0 && place % STEPS_PER_TURN === 0) await nextTurn();
      const preImage = columnValues(before instanceof Task ? before : undefined);
      const change = [
        owner,
        seqAt(place, last),
        kind,
        changedAt(after),
        after.id,
        after.version,
        seqOf(previous, last),
        actor,
      ];
      this.#rows.addChangeOfOperation.push([...change, place, ...preImage]);
    }
  }

  #apply({ owner, id, change, author, isNew }: WriteRequest): WriteResult {
    const committed = () => (isNew ? this.#committed.task(owner, id) : this.#committed.state(owner, id));
    const base = this.#uncommitted(owner, id) ?? committed();
    const [before, previous] = [base?.state, base?.seq ?? SEQ_ZERO];
    const after = change(before, previous);
    if (after === before) return { seq: previous, kind: 'unchanged', after, author: null, replayed: false };
    const seq = (this.#lastSeq(owner) + 1) as Seq;
    const kind = kindOf(before, after);
    this.#planned.seqs.set(owner, seq);
    this.#planned.states.set(owner + id, { state: after, seq });
    const preImage = columnValues(before instanceof Task ? before : undefined);
    const entry = [owner, seq, kind, changedAt(after), id, after.version, previous, encodeAuthor(author)];
    this.#rows.addChange.push([...entry, ...preImage]);
    return { seq, kind, after, author, replayed: false };
  }

  #lastSeq(owner: UserId): Seq {
    const { seqs } = this.#planned;
    return seqs.get(owner) ?? this.#inFlight?.seqs.get(owner) ?? this.#committed.lastSeq(owner);
  }

  #uncommitted(owner: UserId, id: TaskId): CommittedState | undefined {
    return this.#planned.states.get(owner + id) ?? this.#inFlight?.states.get(owner + id);
  }

  #replay(owner: UserId, { name, fingerprint }: IdempotencyKey): WriteResult | OperationResult | undefined {
    const planned = this.#planned.keys.get(owner + name) ?? this.#inFlight?.keys.get(owner + name);
    if (planned === undefined) return this.#committed.replay(owner, { name, fingerprint });
    if (planned.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return { ...planned.result, replayed: true };
  }

  #addKey(owner: UserId, key: IdempotencyKey, result: WriteResult): void {
    const { kind, after, seq } = result;
    const at = kind === 'unchanged' ? this.#now : changedAt(after);
    this.#rememberKey(owner, key, result);
    this.#rows.addKey.push([owner, key.name, key.fingerprint, kind, at, after.id, after.version, seq]);
  }

  #addKeyOfOperation(owner: UserId, key: IdempotencyKey, result: OperationResult, at: Instant): void {
    const { seq, report } = result;
    this.#rememberKey(owner, key, result);
    this.#rows.addKeyOfOperation.push([owner, key.name, key.fingerprint, 'operation', at, NO_TASK, 0, seq, report]);
  }

  #rememberKey(owner: UserId, { name, fingerprint }: IdempotencyKey, result: WriteResult | OperationResult): void {
    this.#planned.keys.set(owner + name, { fingerprint, result });
    // The purge finds owners by the table `counters`, so an owner who has only an idempotency key needs a row there,
    // too.
    this.#planned.seqs.set(owner, this.#lastSeq(owner));
  }
}
