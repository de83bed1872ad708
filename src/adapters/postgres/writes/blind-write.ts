import type { UserId } from '../../../domain/identity.ts';
import { type Instant, timestamp } from '../../../domain/instant.ts';
import type { TaskCommand } from '../../../domain/tasks/task.ts';
import { toSeq, toState } from '../changes/change-row.ts';
import type { QueuedWrite, Result } from './queued-write.ts';
import type { CommittedChanges, DoneRow, StepRow } from './write-statements.ts';

/**
 * A verb that is done to a task without having looked at it: only the database can tell what comes of it, if the task is
 * there. So a change takes one statement and not two.
 */
export class BlindWrite {
  readonly write: QueuedWrite;
  readonly verb: TaskCommand;
  /** When; later, if the task was changed at that very moment or after it. */
  readonly at: Instant;
  readonly isNew = false;
  readonly hasNoKeys = true;

  constructor(write: QueuedWrite, verb: TaskCommand, at: Instant) {
    this.write = write;
    this.verb = verb;
    this.at = at;
  }

  get owner(): UserId {
    return this.write.owner;
  }

  /** @param t its place in the group */
  stepRows(t: number): StepRow[] {
    const { owner, id } = this.write;
    return [{ t, step: 0, user_id: owner, id, at: timestamp(this.at), is_last: true, ...this.#columns }];
  }

  /** @param kept its step, if its task was there */
  results(kept: CommittedChanges): Result[] {
    const { write, owner } = this;
    const done = kept.get(0) as DoneRow | undefined;
    if (done === undefined) return [{ write, outcome: undefined }];
    const after = toState({ ...done, user_id: owner, id: write.id, at: done.updated_at });
    return [{ write, outcome: { seq: toSeq(done.seq), kind: done.kind, after, replayed: false } }];
  }

  /** Says that it may have been done, as its connection was lost meanwhile. */
  rememberMaybeCommitted(): void {
    const entry = { user_id: this.owner, task_id: this.write.id, at: timestamp(this.at) };
    this.write.maybeCommitted.push({ entry });
  }

  get #columns(): Partial<StepRow> {
    const { verb } = this;
    if (verb === 'delete') return { kind: 'deleted' };
    if (verb === 'toggle') return { toggles: true, keeps_description: true };
    const { title, description, completed } = verb;
    return {
      keeps_description: description === undefined,
      new_title: title,
      new_description: description,
      new_completed: completed,
    };
  }
}
