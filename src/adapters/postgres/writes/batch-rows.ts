import type { ChangeKind } from '../../../domain/changes/change.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import type { ColumnName, TaskRow } from '../tasks/task-row.ts';

// The rows that the statement of a batch takes as JSON, and those that it returns.

/**
 * A change of a task in a batch. `t` is the index of the task in the batch. `step` is the index of the change among the
 * task's changes in the batch. The `old_…` columns are the state before the change, except for the task's first change.
 * The `new_…` columns are the state after the batch. Only the task's last change has them, unless it deletes the task.
 */
export type StepRow = Partial<Record<`old_${ColumnName}` | `new_${ColumnName}`, Parameter>> & {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly id: string;
  /**
   * The version that the task's row must have, as an optimistic lock, together with `base_seq`. Both are undefined if
   * there is no row, or if the change is unread.
   */
  readonly base_version?: number;
  readonly base_seq?: number;
  /** Set if the change is unread: the statement computes the task's next state from the task's row. */
  readonly is_unread?: true;
  /** Set if the change is unread and flips `completed`. */
  readonly toggles?: true;
  /**
   * The kind of the change; `unchanged` if the writes leave the task unchanged, but have idempotency keys to store. The
   * statement computes the kind and the version of an unread change.
   */
  readonly kind?: string;
  readonly at: string;
  readonly version?: number;
  /** The author of the change. */
  readonly actor: string;
  readonly is_last: boolean;
  /** A bit mask of the columns that keep their values: bit `i` is set for column `i` of {@link taskColumns}. */
  readonly kept?: number;
};

/**
 * An idempotency key to store. `step` is the index of the change that led to the stored result; -1 if the result is the
 * state before the batch.
 */
export interface KeyRow {
  readonly t: number;
  readonly step: number;
  readonly user_id: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly kind: string;
  readonly at: string;
  readonly task_id: string;
  readonly version: number;
}

/**
 * A committed change. `t` and `step` identify the change as in {@link StepRow}; `seq` is its number in its user's log.
 * A row with `step` -1 stands for the state before the batch.
 */
export interface CommittedRow {
  readonly t: number;
  readonly step: number;
  readonly seq: string | number;
}

/** A committed unread change, with the state after it. A deletion has the columns of the deleted task. */
export interface CommittedUnreadRow extends CommittedRow, TaskRow {
  readonly kind: ChangeKind;
}

/** The committed changes of one task in a batch, by `step`. */
export type CommittedChanges = ReadonlyMap<number, CommittedRow>;
