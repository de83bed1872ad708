import type pg from 'pg';
import { withoutIndexes } from '../bench/environment/indexes.ts';

/** Users who have as many tasks each. */
export interface DatasetSize {
  readonly users: number;
  readonly tasksEach: number;
  /** What their numbers and those of their tasks begin with, where there are others. */
  readonly from?: number;
}

export const DESCRIPTION = 'What there is to do, and whom to ask about it';

const USER = '00000000-0000-4000-8000-';
const TASK = '01990000-0000-7000-8000-';
const SEQ_ZERO = Date.UTC(2024, 0);

/** The title of the task `n` of a dataset. */
export function titleOf(n: number): string {
  return `Task ${n}`;
}

/**
 * Users with their tasks, numbered in the order in which they were created, one a second: each user in turn, and so the
 * tasks of one lie far apart, as they do where many are busy.
 */
export class Dataset {
  readonly users: number;
  readonly tasksEach: number;
  readonly total: number;
  readonly #from: number;

  constructor({ users, tasksEach, from = 0 }: DatasetSize) {
    this.users = users;
    this.tasksEach = tasksEach;
    this.total = users * tasksEach;
    this.#from = from;
  }

  /** Whose task `n` is. */
  user(n: number): string {
    return USER + hex(this.#from + (n % this.users));
  }

  id(n: number): string {
    return TASK + hex(this.#from + n);
  }

  /** Of the task `n`, below `/api/`. */
  address(n: number): string {
    return `${this.user(n)}/tasks/${this.id(n)}`;
  }

  createdAt(n: number): Date {
    return new Date(SEQ_ZERO + n * 1000);
  }

  /** The task of the same user as `n` that has `depth` newer ones. */
  newest(n: number, depth: number): number {
    return (this.tasksEach - 1 - depth) * this.users + (n % this.users);
  }

  /** All of them as a query: `n`, `user_id`, `task_id`, `at` and `seq`, the number in the user's log. */
  get sql(): string {
    return `
      select n, n / ${this.users} + 1 as seq,
        ('${USER}' || lpad(to_hex(${this.#from} + n % ${this.users}), 12, '0'))::uuid as user_id,
        ('${TASK}' || lpad(to_hex(${this.#from} + n), 12, '0'))::uuid as task_id,
        '2024-01-01T00:00:00Z'::timestamptz + n * interval '1 second' as at
      from generate_series(0, ${this.total - 1}) n`;
  }
}

function hex(n: number): string {
  return n.toString(16).padStart(12, '0');
}

/** Puts datasets into an empty database, with the log that the service would have written, too, or without. */
export async function seed(database: pg.Client, datasets: readonly DatasetSize[], hasLog: boolean): Promise<void> {
  await withoutIndexes(database, hasLog ? ['tasks', 'changes'] : ['tasks'], async () => {
    for (const dataset of datasets) await insert(database, new Dataset(dataset), hasLog);
  });
}

async function insert(database: pg.Client, { sql }: Dataset, hasLog: boolean): Promise<void> {
  const seq = hasLog ? ', seq' : '';
  await database.query(`
    insert into tasks (user_id, id, title, description, completed, created_at, updated_at${seq})
    select user_id, task_id, 'Task ' || n, '${DESCRIPTION}', n % 3 = 0, at, at${seq} from (${sql}) task`);
  if (!hasLog) return;
  await database.query(`insert into counters select user_id, max(seq) from (${sql}) task group by user_id`);
  await database.query(`
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq)
    select user_id, seq, 'created', at, task_id, 1, 0 from (${sql}) task`);
}
