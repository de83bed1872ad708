import type { Change, ChangeKind, Seq, TaskState } from '../../../domain/changes/change.ts';
import { SeqGone } from '../../../domain/changes/errors.ts';
import type { TaskId, UserId } from '../../../domain/identity.ts';
import { DeletedTask } from '../../../domain/tasks/task.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { type TaskRow, toInstant, toTask, toVersion } from '../tasks/task-row.ts';

/** What is known of a user's log, beside whatever was asked. */
export interface LogBoundsRow {
  readonly last: string | number;
  readonly oldest: string | number | null;
}

/** An entry, and the task that it led to; where it deleted one, the columns of that are null. */
export interface StateRow extends TaskRow {
  readonly seq: string | number;
  readonly kind: ChangeKind | 'unchanged';
  readonly at: string;
}

/** An entry with the task that it replaced, too; where there was none, the columns of that are null. */
export interface ChangeRow extends StateRow {
  readonly kind: ChangeKind;
  readonly old_title: string | null;
  readonly old_description: string | null;
  readonly old_completed: boolean;
  readonly old_created_at: string;
  readonly old_updated_at: string;
}

export function toSeq(number: string | number): Seq {
  return Number(number) as Seq;
}

export function toChange(row: ChangeRow): Change {
  const before =
    row.old_title === null
      ? undefined
      : toTask({
          user_id: row.user_id,
          id: row.id,
          title: row.old_title,
          description: row.old_description,
          completed: row.old_completed,
          created_at: row.old_created_at,
          updated_at: row.old_updated_at,
          version: toVersion(row.version) - 1,
        });
  return { seq: toSeq(row.seq), kind: row.kind, before, after: toState(row) };
}

export function toOutcome(row: StateRow): WriteResult {
  return { seq: toSeq(row.seq), kind: row.kind, after: toState(row), replayed: true };
}

/** A state of a task, from a row of it or of its deletion. */
export function toState(row: Pick<StateRow, keyof TaskRow | 'kind' | 'at'>): TaskState {
  if (row.kind !== 'deleted') return toTask(row);
  return new DeletedTask({
    userId: row.user_id as UserId,
    id: row.id as TaskId,
    version: toVersion(row.version),
    deletedAt: toInstant(row.at),
  });
}

/** @throws SeqGone if the log does not reach to `seq` */
export function assertSeqRetained(seq: Seq, { last, oldest }: LogBoundsRow): void {
  const [first, end] = [oldest === null ? toSeq(last) : toSeq(Number(oldest) - 1), toSeq(last)];
  if (seq < first || seq > end) throw new SeqGone(seq, first, end);
}
