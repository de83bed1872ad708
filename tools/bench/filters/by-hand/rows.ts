import { randomUUID } from 'node:crypto';
import { type EditedFields, type GeneratedTask, PRIORITIES, ZONE } from '../random-tasks.ts';

const FIRST_CREATED_AT = Date.UTC(2024, 0);

/** Returns the row of the n-th task for `jsonb_populate_recordset`. The creation times are one second apart. */
export function rowOf(owner: string, n: number, task: GeneratedTask) {
  const { title, description, completed, tags, list, start } = task;
  const [priority, due_on, due_at] = columnsOf(task);
  const created_at = new Date(FIRST_CREATED_AT + n * 1000);
  return {
    ...{ id: randomUUID(), user_id: owner, title, description, completed, priority, tags, list, start_on: start },
    ...{ due_on, due_at, created_at, updated_at: created_at },
  };
}

/** Returns the values of a task's columns `priority`, `due_on` and `due_at`. */
export function columnsOf({ priority, due }: EditedFields): [number, string | null, string | null] {
  const isDay = due !== null && !due.includes('T');
  return [PRIORITIES.indexOf(priority), isDay ? due : null, due === null ? null : instantOf(due)];
}

/** Returns the instant of a due date; for a date without a time, the start of the day in {@link ZONE}. */
function instantOf(due: string): string {
  return Temporal.PlainDateTime.from(due).toZonedDateTime(ZONE).toInstant().toString();
}
