import { type Change, changedAt, kindOf, SEQ_ZERO, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { assertRetained } from '../../domain/changes/errors.ts';
import { IdempotencyKeyReused } from '../../domain/errors.ts';
import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { Task } from '../../domain/tasks/task.ts';
import type {
  ChangeList,
  ChangeQuery,
  Expiry,
  IdempotencyKey,
  TaskList,
  TaskQuery,
  Transition,
  WriteResult,
} from '../../ports/task-repository.ts';
import { lowerBound, page } from './task-page.ts';

/** A stored idempotency key. */
interface StoredKey {
  readonly result: WriteResult;
  readonly fingerprint: string;
  readonly at: Instant;
}

/** The state under an id, and the change that made it. */
interface StoredState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/** One owner's tasks, change log and idempotency keys. */
export class UserLedger {
  /** The last change. */
  last: Seq = SEQ_ZERO;
  /** Oldest first. */
  #tasks: Task[] = [];
  readonly #states = new Map<TaskId, StoredState>();
  /** Without gaps; starts after seq 1 once older changes are purged. */
  readonly #log: Change[] = [];
  readonly #keys = new Map<string, StoredKey>();

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

  /**
   * Returns the result stored with a key, if there is one.
   *
   * @throws IdempotencyKeyReused
   */
  replay(key: IdempotencyKey | undefined): WriteResult | undefined {
    const stored = key && this.#keys.get(key.name);
    if (stored === undefined) return undefined;
    if (stored.fingerprint !== key?.fingerprint) throw new IdempotencyKeyReused();
    return { ...stored.result, replayed: true };
  }

  /** @param now the time of a key whose write changed nothing */
  storeKey({ name, fingerprint }: IdempotencyKey, result: WriteResult, now: Instant): void {
    const at = result.kind === 'unchanged' ? now : changedAt(result.after);
    this.#keys.set(name, { result, fingerprint, at });
  }

  change(id: TaskId, change: Transition): WriteResult {
    const { state: before, seq: latest } = this.#states.get(id) ?? { state: undefined, seq: SEQ_ZERO };
    const after = change(before, latest);
    if (after === before) return { seq: latest, kind: 'unchanged', after, replayed: false };
    const seq = (this.last + 1) as Seq;
    const kind = kindOf(before, after);
    const replaced = before instanceof Task ? before : undefined;
    this.last = seq;
    this.#log.push({ seq, kind, before: replaced, after });
    this.#states.set(id, { state: after, seq });
    if (replaced !== undefined) this.#tasks.splice(lowerBound(this.#tasks, replaced), 1);
    if (after instanceof Task) this.#tasks.splice(lowerBound(this.#tasks, after), 0, after);
    return { seq, kind, after, replayed: false };
  }

  purge(expiry: Expiry): void {
    const firstKept = this.#log.findIndex(({ after }) => changedAt(after) >= expiry.changes);
    const dropped = this.#log.splice(0, firstKept === -1 ? this.#log.length : firstKept);
    for (const { seq, after } of dropped) {
      // A tombstone lives as long as its change.
      if (!(after instanceof Task) && this.#states.get(after.id)?.seq === seq) this.#states.delete(after.id);
    }
    for (const [name, { at }] of this.#keys) if (at < expiry.keys) this.#keys.delete(name);
  }

  /** The number of purged changes. */
  get #purged(): number {
    return this.last - this.#log.length;
  }

  #assertSeqRetained(seq: Seq): void {
    assertRetained(seq, this.#purged as Seq, this.last);
  }

  /** Maps each task that has changed after `seq` to its state right after `seq`; undefined if it did not exist. */
  #replacedSince(seq: Seq): Map<TaskId, Task | undefined> {
    this.#assertSeqRetained(seq);
    const since = this.#log.slice(seq - this.#purged).toReversed();
    return new Map(since.map(({ before, after }) => [after.id, before]));
  }
}
