import { encodeAuthor } from '../../../domain/changes/author.ts';
import { type ChangeKind, changedAt, kindOf, type Seq, type TaskState } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import { Task } from '../../../domain/tasks/task.ts';
import { timestamp } from '../../system/timestamp.ts';
import { toSeq } from '../changes/change-row.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import { changedColumns, prefixedColumns } from '../tasks/task-row.ts';
import type { CommittedChanges, CommittedRow, KeyRow, StepRow } from './batch-rows.ts';
import type { BaseState, QueuedWrite, TryResult } from './queued-write.ts';

/** The change that one write of a batch will make. */
export interface PendingChange {
  readonly write: QueuedWrite;
  readonly before: TaskState | undefined;
  readonly after: TaskState;
  readonly kind: ChangeKind | 'unchanged';
  /**
   * The index, among the task's changes in this batch, of the change that leads to `after`; -1 if the batch has not
   * changed the task yet.
   */
  readonly step: number;
}

/** The changes that a batch makes to one task. Each write starts from the state after the write before it. */
export class TaskChangeset {
  readonly steps: PendingChange[] = [];
  readonly #base: TaskState | undefined;
  /** The `seq` of the change that led to the base state, from which the first write starts. */
  readonly seq: Seq;
  /** True if the base state was just read from the database. Otherwise it may be stale. */
  readonly isFresh: boolean;
  #changes = 0;

  constructor({ state, seq, isFresh }: BaseState) {
    this.#base = state;
    this.seq = seq;
    this.isFresh = isFresh;
  }

  /** @throws the error of the write's state transition, or of its last attempt */
  add(write: QueuedWrite): void {
    const before = this.#state;
    const after = write.change(before, this.seq);
    const isChange = after !== before;
    // An unread attempt may still run. Only a change at its time or later keeps it from writing.
    const isEarlier = write.maybeCommitted.some(({ at, result }) => result === undefined && changedAt(after) < at);
    if (isChange && isEarlier) throw write.failure;
    if (isChange) this.#changes++;
    const kind = isChange ? kindOf(before, after) : 'unchanged';
    this.steps.push({ write, before, after, kind, step: this.#changes - 1 });
  }

  get owner(): UserId {
    return (this.steps[0] as PendingChange).write.owner;
  }

  /** True if the state from which the next write would start may not be the committed state. */
  get isProvisional(): boolean {
    return !this.isFresh || this.#changes > 0;
  }

  /** The only change, if there is only one write, and it changes the task; otherwise undefined. */
  get single(): PendingChange | undefined {
    return this.steps.length === 1 && this.#changes === 1 ? this.steps[0] : undefined;
  }

  /** True if there is a change or an idempotency key to write. */
  get hasEffect(): boolean {
    return this.#changes > 0 || this.steps.some(({ write }) => write.key !== undefined);
  }

  /** True if the batch creates the task. */
  get isNew(): boolean {
    return this.#base === undefined;
  }

  /** True if every write changes the task, and none has an idempotency key. Then a shorter statement is enough. */
  get hasNoKeys(): boolean {
    return this.steps.length === this.#changes && this.steps.every(({ write }) => write.key === undefined);
  }

  results(committed: CommittedChanges): TryResult[] {
    return this.#resultsOf((step) => committed.get(step)?.seq);
  }

  /**
   * The results of writes that all leave the task unchanged. They are undefined, so that the writes are retried, if the
   * base state may be stale.
   */
  get noOpResults(): TryResult[] {
    return this.#resultsOf(() => (this.isFresh ? this.seq : undefined));
  }

  #resultsOf(seqOf: (step: number) => CommittedRow['seq'] | undefined): TryResult[] {
    return this.steps.map(({ write, after, kind, step }) => {
      const seq = seqOf(step);
      if (seq === undefined) return { write, result: undefined };
      const author = kind === 'unchanged' ? null : write.author;
      return { write, result: { seq: toSeq(seq), kind, after, author, replayed: false } };
    });
  }

  /** Records that these changes may have been committed: the connection was lost before the server's reply. */
  rememberMaybeCommitted(): void {
    for (const { write, after, kind } of this.steps.filter(isChange)) {
      write.maybeCommitted.push({ at: changedAt(after), result: { kind, after, author: write.author } });
    }
  }

  /** @param t the index of the task in the batch */
  stepRows(t: number): StepRow[] {
    const changes = this.#changes === this.steps.length ? this.steps : this.steps.filter(isChange);
    const steps = changes.length > 0 ? changes : this.steps.slice(0, 1);
    const base = this.#base instanceof Task ? { base_version: this.#base.version, base_seq: this.seq } : undefined;
    return steps.map(({ write, before, after, kind }, step) => {
      const isLast = step === steps.length - 1;
      return {
        t,
        step,
        user_id: after.userId,
        id: after.id,
        kind,
        at: timestamp(changedAt(after)),
        version: after.version,
        actor: encodeAuthor(write.author),
        is_last: isLast,
        ...base,
        // The statement reads the pre-image of the first change from the table.
        ...(step > 0 && before instanceof Task && prefixedColumns('old_', before)),
        ...(isLast && after instanceof Task && this.#newColumns(after)),
      };
    });
  }

  #newColumns(after: Task): Record<string, Parameter> {
    const base = this.#base;
    return base instanceof Task ? changedColumns('new_', base, after) : prefixedColumns('new_', after);
  }

  /** @param now the time to store with the idempotency key of a write that leaves the task unchanged */
  keyRows(t: number, now: Instant): KeyRow[] {
    return this.steps.flatMap(({ write: { key }, after, kind, step }) =>
      key === undefined
        ? []
        : {
            t,
            step,
            user_id: after.userId,
            key: key.name,
            fingerprint: key.fingerprint,
            kind,
            at: timestamp(kind === 'unchanged' ? now : changedAt(after)),
            task_id: after.id,
            version: after.version,
          },
    );
  }

  get #state(): TaskState | undefined {
    return this.steps.at(-1)?.after ?? this.#base;
  }
}

function isChange({ kind }: PendingChange): boolean {
  return kind !== 'unchanged';
}
