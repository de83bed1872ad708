import { encodeAuthor } from '../../../../domain/changes/author.ts';
import type { TaskState } from '../../../../domain/changes/change.ts';
import type { UserId } from '../../../../domain/identity.ts';
import type { Instant } from '../../../../domain/instant.ts';
import { DeletedTask, type TaskCommand } from '../../../../domain/tasks/task.ts';
import { timestamp } from '../../../system/timestamp.ts';
import { toSeq } from '../../changes/change-row.ts';
import { editedColumns, toTask, toVersion } from '../../tasks/task-row.ts';
import type { CommittedChanges, CommittedUnreadRow, StepRow } from '../batch-rows.ts';
import type { QueuedWrite, TryResult } from '../queued-write.ts';

/**
 * Returns whether a command can run unread. One that adds or removes tags cannot: its result depends on the tags that
 * the task has.
 */
export function mayBeUnread(command: TaskCommand): boolean {
  return typeof command === 'string' || (command.addTags === undefined && command.removeTags === undefined);
}

/**
 * A change of a task that the service has not read. The statement of the batch computes the task's next state, so the
 * change takes one statement instead of two. It is the only change of its task in the batch.
 */
export class UnreadChange {
  readonly write: QueuedWrite;
  readonly isNew = false;
  readonly hasNoKeys = true;
  readonly hasEffect = true;
  readonly #command: TaskCommand;
  readonly #at: Instant;

  /** @param at the time of the change */
  constructor(write: QueuedWrite, command: TaskCommand, at: Instant) {
    this.write = write;
    this.#command = command;
    this.#at = at;
  }

  get owner(): UserId {
    return this.write.owner;
  }

  /** @param t the index of the task in the batch */
  stepRows(t: number): StepRow[] {
    const { owner, id, author } = this.write;
    const row = { t, step: 0, user_id: owner, id, at: timestamp(this.#at), actor: encodeAuthor(author) };
    return [{ ...row, is_last: true, is_unread: true, ...this.#columns }];
  }

  get #columns(): Partial<StepRow> {
    if (this.#command === 'delete') return { kind: 'deleted' };
    if (this.#command === 'toggle') return { toggles: true, ...editedColumns('new_', { updatedAt: this.#at }) };
    return editedColumns('new_', { ...this.#command, updatedAt: this.#at });
  }

  /** Empty, as a write with an idempotency key is never unread. */
  keyRows(): [] {
    return [];
  }

  results(committed: CommittedChanges): TryResult[] {
    const { write } = this;
    const row = committed.get(0) as CommittedUnreadRow | undefined;
    if (row === undefined) return [{ write, result: undefined }];
    const { seq, kind } = row;
    try {
      const after = this.#after(row);
      return [{ write, result: { seq: toSeq(seq), kind, after, author: write.author, replayed: false } }];
    } catch (error) {
      // The row has a value that the service does not write, such as one stored by SQL. The batch is committed all the
      // same, and must not be written again.
      return [{ write, result: undefined, error }];
    }
  }

  #after({ kind, version, ...row }: CommittedUnreadRow): TaskState {
    const { owner: userId, id } = this.write;
    if (kind !== 'deleted') return toTask({ ...row, version, user_id: userId, id });
    return new DeletedTask({ userId, id, version: toVersion(version), deletedAt: this.#at });
  }

  /** Records that this change may have been committed: the connection was lost before the server's reply. */
  rememberMaybeCommitted(): void {
    this.write.maybeCommitted.push({ at: this.#at });
  }
}
