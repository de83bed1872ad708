import { type ColumnName, newOrKept } from '../../tasks/task-row.ts';

// An unread change is one that starts from a state that the service has not read: only the database knows the task's
// next state. So the rules of `Task.edit`, `Task.toggle`, `next` (the version) and `kindOf` of the domain are repeated
// here, in SQL. `task-command.contract.ts` compares both.
//
// The expressions use the columns of a step (see `batch-rows.ts`) and those of the task's row, as `locked_…`.

const COMPLETED = `case when toggles then not locked_completed else ${newOrKept('completed')} end`;
const COMPLETED_AT = `
  case when ${COMPLETED} then case when locked_completed then locked_completed_at else at end end`;

const RULES: Partial<Record<ColumnName, string>> = {
  completed: COMPLETED,
  completed_at: `case when is_unread then ${COMPLETED_AT} else ${newOrKept('completed_at')} end`,
};

/** Returns the SQL of a column after a change, which may be unread. */
export function next(name: ColumnName): string {
  return RULES[name] ?? newOrKept(name);
}

export const NEXT_KIND = `coalesce(kind,
  case when (${COMPLETED}) = locked_completed then 'updated' when ${COMPLETED} then 'completed' else 'reopened' end)`;

export const NEXT_VERSION = 'coalesce(version, locked_version + 1)';

/**
 * The optimistic lock of an unread change: the task's last change was made earlier. So a task's changes have increasing
 * times. An attempt whose connection was lost may run on: if its retry has changed the task, it writes nothing.
 */
export const CHANGED_EARLIER = 'updated_at < at';
