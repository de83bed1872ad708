import { type ChangeKind, changedAt, kindOf, type Seq, type TaskState } from '../../../domain/changes/change.ts';
import type { UserId } from '../../../domain/identity.ts';
import { type Instant, timestamp } from '../../../domain/instant.ts';
import { Task } from '../../../domain/tasks/task.ts';
import { toSeq } from '../changes/change-row.ts';
import { toColumns } from '../tasks/task-row.ts';
import type { LoadedState, QueuedWrite, Result } from './queued-write.ts';
import type { CommittedChanges, CommittedRow, KeyRow, StepRow } from './write-statements.ts';

/** What one write makes of a task, in a group that is yet to be kept. */
export interface PendingChange {
  readonly write: QueuedWrite;
  readonly before: TaskState | undefined;
  readonly after: TaskState;
  readonly kind: ChangeKind | 'unchanged';
  /** Which of the task's changes in this group it is, or finds; -1 if it finds none. */
  readonly step: number;
}

/** A task on its way from what was found, through one write after another, to what shall be kept. */
export class TaskChangeset {
  readonly steps: PendingChange[] = [];
  readonly #found: TaskState | undefined;
  /** The change that made what was found what it is. */
  readonly seq: Seq;
  /** Whether what was found is what there is; else it is what there was, and may be no more. */
  readonly isFresh: boolean;
  #changes = 0;

  constructor({ state, seq, isFresh }: LoadedState) {
    this.#found = state;
    this.seq = seq;
    this.isFresh = isFresh;
  }

  /** @throws what the change throws */
  add(write: QueuedWrite): void {
    const before = this.#state;
    const after = write.change(before, this.seq);
    const isChange = after !== before;
    if (isChange) this.#changes++;
    const kind = isChange ? kindOf(before, after) : 'unchanged';
    this.steps.push({ write, before, after, kind, step: this.#changes - 1 });
  }

  get owner(): UserId {
    return (this.steps[0] as PendingChange).write.owner;
  }

  /** Whether what a further write would find may turn out not to be there. */
  get isProvisional(): boolean {
    return !this.isFresh || this.#changes > 0;
  }

  /** The only step, if that changes something. */
  get single(): PendingChange | undefined {
    return this.steps.length === 1 && this.#changes === 1 ? this.steps[0] : undefined;
  }

  /** Whether there is anything to keep. */
  get hasEffect(): boolean {
    return this.#changes > 0 || this.steps.some(({ write }) => write.key !== undefined);
  }

  /** Whether there was nothing before. */
  get isNew(): boolean {
    return this.#found === undefined;
  }

  /** Whether every write changes something, and none has a key. */
  get hasNoKeys(): boolean {
    return this.steps.length === this.#changes && this.steps.every(({ write }) => write.key === undefined);
  }

  /** @param kept the steps that are kept by now */
  results(kept: CommittedChanges): Result[] {
    return this.#resultsOf((step) => kept.get(step)?.seq);
  }

  /** Of a draft that is not worth keeping. */
  get noOpResults(): Result[] {
    return this.#resultsOf(() => (this.isFresh ? this.seq : undefined));
  }

  #resultsOf(seqOf: (step: number) => CommittedRow['seq'] | undefined): Result[] {
    return this.steps.map(({ write, after, kind, step }) => {
      const seq = seqOf(step);
      return { write, outcome: seq === undefined ? undefined : { seq: toSeq(seq), kind, after, replayed: false } };
    });
  }

  /** Says of all that would change something that it may have been done, as its connection was lost meanwhile. */
  rememberMaybeCommitted(): void {
    for (const { write, after, kind } of this.steps.filter(isChange)) {
      const { userId, id, version } = after;
      const entry = { user_id: userId, task_id: id, version, kind, at: timestamp(changedAt(after)) };
      write.maybeCommitted.push({ entry, result: { kind, after } });
    }
  }

  /** @param t its place in the group */
  stepRows(t: number): StepRow[] {
    const changes = this.#changes === this.steps.length ? this.steps : this.steps.filter(isChange);
    const steps = changes.length > 0 ? changes : this.steps.slice(0, 1);
    const found = this.#found instanceof Task ? { was: this.#found.version, was_seq: this.seq } : undefined;
    return steps.map(({ before, after, kind }, step) => {
      const isLast = step === steps.length - 1;
      return {
        t,
        step,
        user_id: after.userId,
        id: after.id,
        kind,
        at: timestamp(changedAt(after)),
        version: after.version,
        is_last: isLast,
        ...found,
        ...(step > 0 && before instanceof Task && toColumns('old_', before)),
        ...(isLast && after instanceof Task && this.#newColumns(after)),
      };
    });
  }

  #newColumns({ title, description, completed, createdAt }: Task) {
    const isKept = this.#found instanceof Task && this.#found.createdAt === createdAt;
    return {
      new_title: title,
      new_description: description,
      new_completed: completed,
      new_created_at: isKept ? undefined : timestamp(createdAt),
    };
  }

  /** @param now when a key was first seen that has changed nothing */
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
    return this.steps.at(-1)?.after ?? this.#found;
  }
}

function isChange({ kind }: PendingChange): boolean {
  return kind !== 'unchanged';
}
