import type { UserId } from '../domain/identity.ts';
import type { Task } from '../domain/tasks/task.ts';

type ColumnType = 'id' | 'text' | 'number' | 'time';

interface Table {
  /** The columns of the table, except those of a task's state. The first two identify a row. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** True if the table also has the columns of a task's state. Each store adapter defines these columns. */
  readonly hasState: boolean;
}

/** The columns that a change and an idempotency key share. */
const CHANGE = { kind: 'text', at: 'time', task_id: 'id', version: 'number' } as const;

/** The tables of every SQL store, with their columns. Copying a store copies all rows of these tables. */
const STORED = {
  counters: { columns: { user_id: 'id', seq: 'number' }, hasState: false },
  tasks: { columns: { user_id: 'id', id: 'id', version: 'number', seq: 'number' }, hasState: true },
  changes: {
    columns: { user_id: 'id', seq: 'number', ...CHANGE, previous_seq: 'number', place: 'number', actor: 'text' },
    hasState: true,
  },
  idempotency_keys: {
    columns: { user_id: 'id', key: 'text', fingerprint: 'text', ...CHANGE, seq: 'number', report: 'text' },
    hasState: false,
  },
  api_tokens: {
    columns: {
      ...{ user_id: 'id', id: 'id', hash: 'text', name: 'text', scopes: 'text', parent_id: 'id' },
      ...{ created_at: 'time', expires_at: 'time', last_used_at: 'time', revoked_at: 'time' },
    },
    hasState: false,
  },
  audit_entries: {
    columns: {
      ...{ user_id: 'id', id: 'id', at: 'time', event: 'text', outcome: 'text' },
      ...{ address: 'text', request_id: 'text', user_agent: 'text' },
    },
    hasState: false,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof STORED;
export const TABLES: Readonly<Record<TableName, Table>> = STORED;
export const TABLE_NAMES = Object.keys(STORED) as TableName[];

/** Returns all columns of a table as an SQL list. `state` is the SQL list of the columns of a task's state. */
export function columnsOf(table: TableName, state: string): string {
  const { columns, hasState } = TABLES[table];
  return [...Object.keys(columns), ...(hasState ? [state] : [])].join(', ');
}

/** Returns the task in a row of a table; undefined if the row has no task. The id is `task_id` in a row of changes. */
export function stateOfRow<Row>(
  table: TableName,
  row: Record<string, unknown>,
  toTask: (row: Row) => Task,
): Task | undefined {
  if (!TABLES[table].hasState || row.created_at == null) return undefined;
  return toTask({ ...row, id: row.id ?? row.task_id } as Row);
}

/** A row of a table in a form that does not depend on the store: times are Instants. */
export interface StoredRow {
  /** The values of the row, in the order of the table's columns. */
  readonly values: readonly (string | number | null)[];
  /** The task that the state columns of the row describe; undefined if these columns are null. */
  readonly state: Task | undefined;
}

/** The number of rows in a batch. Limits the memory that copying takes. Two stores are compared batch by batch. */
export const BATCH = 2_000;

/** Reads all rows of a store, table by table. */
export interface StoreReader {
  /**
   * Streams the rows of a table in batches, sorted by the first two columns, so owner by owner. Each batch but the last
   * has {@link BATCH} rows.
   *
   * @param owner if given, only the rows of this user are read
   */
  read(table: TableName, owner?: UserId): AsyncIterableIterator<StoredRow[]>;

  /** Returns whether the store has user accounts with passwords, which a copy does not include. */
  hasAccounts(): Promise<boolean>;
}

/** Reads one consistent snapshot of a store, even while services write to the store. */
export interface StoreSnapshot extends StoreReader {
  /** The kind of the store and the version of its schema, such as `sqlite 4`. */
  readonly schema: string;
}

/** Writes rows to a store in one transaction: all rows are stored, or none. */
export interface StoreWriter extends StoreReader {
  write(table: TableName, rows: readonly StoredRow[]): Promise<void>;
}
