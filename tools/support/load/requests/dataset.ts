/** The size of a dataset: the number of users, and the number of tasks that each user has. */
export interface DatasetSize {
  readonly users: number;
  readonly tasksEach: number;
  /** The first number in the generated ids of users and tasks, which keeps the ids of several datasets apart. */
  readonly from?: number;
}

export const DESCRIPTION = 'What there is to do, and whom to ask about it';

const USER = '00000000-0000-4000-8000-';
const TASK = '01990000-0000-7000-8000-';
const FIRST_CREATED_AT = Date.UTC(2024, 0);

export function titleOf(n: number): string {
  return `Task ${n}`;
}

/**
 * Generated users and tasks. All fields of a task are computed from its index `n`.
 *
 * A task is created every second, for one user after the other. So the tasks of one user are far apart in the table, as
 * in a database with many active users.
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

  /** Returns the owner of the task with index `n`. */
  user(n: number): string {
    return USER + hex(this.#from + (n % this.users));
  }

  id(n: number): string {
    return TASK + hex(this.#from + n);
  }

  /** Returns the URL path below `/api/` of the task with index `n`. */
  address(n: number): string {
    return `${this.user(n)}/tasks/${this.id(n)}`;
  }

  createdAt(n: number): Date {
    return new Date(FIRST_CREATED_AT + n * 1000);
  }

  /** Returns, for the owner of task `n`, the index of the task that is followed by exactly `depth` newer tasks. */
  newest(n: number, depth: number): number {
    return (this.tasksEach - 1 - depth) * this.users + (n % this.users);
  }

  /** The SQL query that generates all tasks: columns `n`, `user_id`, `task_id`, `at`, and `seq` in the user's log. */
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
