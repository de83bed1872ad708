import { decodeAuthor } from '../../../domain/changes/author.ts';
import type { Change, ChangeKind, Seq, TaskState } from '../../../domain/changes/change.ts';
import { assertRetained } from '../../../domain/changes/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { DeletedTask } from '../../../domain/tasks/task.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { toInstant } from '../driver/iso-time.ts';
import { type TaskRow, toTask, toVersion, unprefixed } from '../tasks/task-row.ts';

/** The `seq` of the last and of the oldest change in a user's log, which a query adds to each of its rows. */
export interface LogBoundsRow {
  readonly last: string | number;
  readonly oldest: string | number | null;
}

/** A change with its post-image (the state after the change), whose columns are null if the change deleted the task. */
export interface StateRow extends TaskRow {
  readonly seq: string | number;
  readonly kind: ChangeKind | 'unchanged';
  readonly at: string;
}

/** A change with its post-image, and its pre-image in `old_…` columns, which are null if there was no task before. */
export interface ChangeRow extends StateRow {
  readonly operation: string | number;
  readonly kind: ChangeKind;
  readonly actor: string | null;
  readonly old_created_at: string | null;
}

export function toSeq(number: string | number): Seq {
  return Number(number) as Seq;
}

export function toChange(row: ChangeRow): Change {
  const before =
    row.old_created_at === null
      ? undefined
      : toTask({ ...unprefixed('old_', row), user_id: row.user_id, id: row.id, version: toVersion(row.version) - 1 });
  return {
    seq: toSeq(row.seq),
    operation: toSeq(row.operation),
    author: decodeAuthor(row.actor),
    kind: row.kind,
    before,
    after: toState(row),
  };
}

/** @param row the result stored with an idempotency key, and the author of the change that the result describes */
export function toReplay(row: StateRow & Pick<ChangeRow, 'actor'>): WriteResult {
  const author = row.kind === 'unchanged' ? null : decodeAuthor(row.actor);
  return { seq: toSeq(row.seq), kind: row.kind, after: toState(row), author, replayed: true };
}

/** Returns the state of a task after a change: the changed task, or its deletion. */
export function toState(row: Pick<StateRow, keyof TaskRow | 'kind' | 'at'>): TaskState {
  if (row.kind !== 'deleted') return toTask(row);
  return new DeletedTask({
    userId: row.user_id as UserId,
    id: row.id as TaskId,
    version: toVersion(row.version),
    deletedAt: toInstant(row.at),
  });
}

/** @throws SeqGone if the changes after `seq` have been purged, or if the log ends before `seq` */
export function assertSeqRetained(seq: Seq, { last, oldest }: LogBoundsRow): void {
  assertRetained(seq, oldest === null ? toSeq(last) : toSeq(Number(oldest) - 1), toSeq(last));
}
