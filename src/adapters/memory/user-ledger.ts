import { type Change, changedAt, kindOf, SEQ_ZERO, type Seq, type TaskState } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
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
import { lowerBound, page } from './task-order.ts';

/** What was answered to a key, and when. */
interface Answered {
  readonly outcome: WriteResult;
  readonly fingerprint: string;
  readonly at: Instant;
}

/** What is under an id, and the change that made it so. */
interface StoredState {
  readonly state: TaskState;
  readonly seq: Seq;
}

/** One owner's tasks, log and keys. */
export class UserLedger {
  /** The last change. */
  last: Seq = SEQ_ZERO;
  /** Oldest first. */
  #tasks: Task[] = [];
  readonly #states = new Map<TaskId, StoredState>();
  /** Without a gap; its first has not the number 1 once older ones are forgotten. */
  readonly #log: Change[] = [];
  readonly #keys = new Map<string, Answered>();

  stateOf(id: TaskId): StoredState | undefined {
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
    const later = this.#log.slice(Math.max(0, since - this.#forgotten));
    const found = of === undefined ? later : later.filter(({ after }) => after.id === of);
    return { changes: found.slice(0, limit), last: this.last };
  }

  /**
   * What was answered to a key before.
   *
   * @throws IdempotencyKeyReused
   */
  replay(key: IdempotencyKey | undefined): WriteResult | undefined {
    const answered = key && this.#keys.get(key.name);
    if (answered === undefined) return undefined;
    if (answered.fingerprint !== key?.fingerprint) throw new IdempotencyKeyReused();
    return { ...answered.outcome, replayed: true };
  }

  /** @param now when the key was first seen, if it has changed nothing */
  keep({ name, fingerprint }: IdempotencyKey, outcome: WriteResult, now: Instant): void {
    const at = outcome.kind === 'unchanged' ? now : changedAt(outcome.after);
    this.#keys.set(name, { outcome, fingerprint, at });
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

  forget(expiry: Expiry): void {
    const kept = this.#log.findIndex(({ after }) => changedAt(after) >= expiry.changes);
    const dropped = this.#log.splice(0, kept === -1 ? this.#log.length : kept);
    for (const { seq, after } of dropped) {
      // Of a deleted task nothing is left but what its log tells.
      if (!(after instanceof Task) && this.#states.get(after.id)?.seq === seq) this.#states.delete(after.id);
    }
    for (const [name, { at }] of this.#keys) if (at < expiry.keys) this.#keys.delete(name);
  }

  /** How many changes are kept no longer. */
  get #forgotten(): number {
    return this.last - this.#log.length;
  }

  #assertSeqRetained(seq: Seq): void {
    if (seq < this.#forgotten || seq > this.last) throw new SeqGone(seq, this.#forgotten as Seq, this.last);
  }

  /** What each task that has changed since then was at that time; undefined where there was none. */
  #replacedSince(seq: Seq): Map<TaskId, Task | undefined> {
    this.#assertSeqRetained(seq);
    const since = this.#log.slice(seq - this.#forgotten).toReversed();
    return new Map(since.map(({ before, after }) => [after.id, before]));
  }
}
