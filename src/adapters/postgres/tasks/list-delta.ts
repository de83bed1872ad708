import type { ChangeKind } from '../../../domain/changes/change.ts';
import type { TaskId } from '../../../domain/identity.ts';
import type { ListDelta } from '../../caching/list-cache.ts';
import { toSeq } from '../changes/change-row.ts';
import { type TaskRow, toTask } from './task-row.ts';

/**
 * A change of a log, with the current state of its task, whose columns are null if the task is deleted. If there are no
 * changes, there is one row with only `last`, the `seq` of the log's last change.
 */
export interface ListDeltaRow extends Omit<TaskRow, 'version'> {
  readonly last: string | number;
  readonly seq: string | number | null;
  readonly kind: ChangeKind;
  readonly version: TaskRow['version'] | null;
}

export function toListDelta(rows: readonly ListDeltaRow[]): ListDelta {
  const changes = rows.filter(({ seq }) => seq !== null);
  return { last: toSeq(rows[0]?.last ?? 0), changes: changes.map(toListChange) };
}

function toListChange({ kind, version, ...row }: ListDeltaRow): ListDelta['changes'][number] {
  return { kind, id: row.id as TaskId, task: version === null ? undefined : toTask({ ...row, version }) };
}
