import type pg from 'pg';

export const USERS = 100;
export const TASKS_EACH = 1_000;

const USER = '00000000-0000-4000-8000-';
const TASK = '01990000-0000-7000-8000-';

/** The user `n`, from 0. */
export function userOf(n: number): string {
  return USER + hex(n % USERS);
}

/** The task `n` of all, from 0: each user has `TASKS_EACH` in a row. */
export function taskOf(n: number): string {
  return `${userOf(Math.floor(n / TASKS_EACH))}/tasks/${TASK}${hex(n)}`;
}

function hex(n: number): string {
  return n.toString(16).padStart(12, '0');
}

/** Fills the database, with the log that the service would have written, too, or without. */
export async function seed(database: pg.Client, hasLog: boolean): Promise<void> {
  const each = `
    select ('${USER}' || lpad(to_hex(u), 12, '0'))::uuid as user_id, t + 1 as seq,
      ('${TASK}' || lpad(to_hex(u * ${TASKS_EACH} + t), 12, '0'))::uuid as task_id, '2026-01-01'::timestamptz + t * interval '1 minute' as at
    from generate_series(0, ${USERS - 1}) u, generate_series(0, ${TASKS_EACH - 1}) t`;
  await database.query(`
    insert into tasks (user_id, id, title, description, completed, created_at, updated_at, version, seq)
    select user_id, task_id, 'Task ' || seq, 'What there is to do, and whom to ask about it', seq % 3 = 0, at, at, 1, seq
    from (${each}) each`);
  if (hasLog) {
    await database.query(`insert into counters select user_id, max(seq) from (${each}) each group by user_id`);
    await database.query(`
      insert into changes (user_id, seq, kind, at, task_id, version, previous_seq)
      select user_id, seq, 'created', at, task_id, 1, 0 from (${each}) each`);
  }
  await database.query('vacuum analyze');
}
