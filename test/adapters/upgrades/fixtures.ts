import { BREAD, MILK, rowsWithFields, STATES_WITH_FIELDS, USER } from './rows-with-fields.ts';
import { SQLITE_SCHEMA_1, SQLITE_SCHEMA_2, SQLITE_SCHEMA_3 } from './sqlite-schemas.ts';

/** The rows of one user in an old schema, and the content of the user's tasks after each change. */
export interface SchemaFixture {
  readonly rows: readonly string[];
  /**
   * The user's tasks before the first change, after change 1, after change 2 and so on. Each list begins with the
   * newest task.
   */
  readonly states: readonly (readonly object[])[];
}

export interface PostgresFixture extends SchemaFixture {
  /** The last migration that had run when the rows were written. */
  readonly migration: string;
}

export interface SqliteFixture extends SchemaFixture {
  /** The number of migrations that had run, as `pragma user_version` says. */
  readonly version: number;
  /** The SQL that creates the tables as these migrations made them. */
  readonly schema: string;
}

/** A user's tasks after each change, as the first releases stored them in PostgreSQL and in SQLite. */
const FIRST_STATES = [
  [],
  [{ title: 'Buy milk', description: null, completed: false }],
  [
    { title: 'Buy bread', description: null, completed: false },
    { title: 'Buy milk', description: null, completed: false },
  ],
  [
    { title: 'Buy bread', description: null, completed: false },
    { title: 'Buy milk', description: 'two litres', completed: false },
  ],
  [
    { title: 'Buy bread', description: null, completed: false },
    { title: 'Buy milk', description: 'two litres', completed: true },
  ],
  [{ title: 'Buy milk', description: 'two litres', completed: true }],
];

/**
 * Rows as past releases wrote them to PostgreSQL. Never edit a row. When you add a migration, add rows of the schema
 * before that migration.
 */
export const POSTGRES_FIXTURES: readonly PostgresFixture[] = [
  {
    migration: '0001-create-tables',
    rows: [
      `insert into counters (user_id, seq) values ('${USER}', 5)`,
      `insert into tasks (user_id, id, title, description, completed, created_at, updated_at, version, seq) values
        ('${USER}', '${MILK}', 'Buy milk', 'two litres', true, '2026-11-23 05:12:35.482Z', '2026-11-23 05:12:37.011Z', 3, 4)`,
      `insert into changes
        (user_id, seq, kind, at, task_id, version, previous_seq, title, description, completed, created_at, updated_at) values
        ('${USER}', 1, 'created', '2026-11-23 05:12:35.482Z', '${MILK}', 1, 0, null, null, null, null, null),
        ('${USER}', 2, 'created', '2026-11-23 05:12:36.1Z', '${BREAD}', 1, 0, null, null, null, null, null),
        ('${USER}', 3, 'updated', '2026-11-23 05:12:36.804Z', '${MILK}', 2, 1,
          'Buy milk', null, false, '2026-11-23 05:12:35.482Z', '2026-11-23 05:12:35.482Z'),
        ('${USER}', 4, 'completed', '2026-11-23 05:12:37.011Z', '${MILK}', 3, 3,
          'Buy milk', 'two litres', false, '2026-11-23 05:12:35.482Z', '2026-11-23 05:12:36.804Z'),
        ('${USER}', 5, 'deleted', '2026-11-23 05:12:38.3Z', '${BREAD}', 2, 2,
          'Buy bread', null, false, '2026-11-23 05:12:36.1Z', '2026-11-23 05:12:36.1Z')`,
    ],
    states: FIRST_STATES,
  },
  ...['0002-add-task-fields', '0003-add-access'].map((migration) => ({
    migration,
    rows: rowsWithFields(
      (time) => `'2026-11-23 ${time}Z'`,
      (value) => `${value}`,
    ),
    states: STATES_WITH_FIELDS,
  })),
];

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);

/**
 * Rows as past releases wrote them to SQLite. Never edit a row. When you add a migration, add rows of the schema before
 * that migration.
 */
export const SQLITE_FIXTURES: readonly SqliteFixture[] = [
  {
    version: 1,
    schema: SQLITE_SCHEMA_1,
    rows: [
      `insert into counters (user_id, seq) values ('${USER}', 5)`,
      `insert into tasks (user_id, id, title, description, completed, created_at, updated_at, version, seq) values
        ('${USER}', '${MILK}', 'Buy milk', 'two litres', 1, ${at('05:12:35.482')}, ${at('05:12:37.011')}, 3, 4)`,
      `insert into changes
        (user_id, seq, kind, at, task_id, version, previous_seq, title, description, completed, created_at, updated_at) values
        ('${USER}', 1, 'created', ${at('05:12:35.482')}, '${MILK}', 1, 0, null, null, null, null, null),
        ('${USER}', 2, 'created', ${at('05:12:36.1')}, '${BREAD}', 1, 0, null, null, null, null, null),
        ('${USER}', 3, 'updated', ${at('05:12:36.804')}, '${MILK}', 2, 1,
          'Buy milk', null, 0, ${at('05:12:35.482')}, ${at('05:12:35.482')}),
        ('${USER}', 4, 'completed', ${at('05:12:37.011')}, '${MILK}', 3, 3,
          'Buy milk', 'two litres', 0, ${at('05:12:35.482')}, ${at('05:12:36.804')}),
        ('${USER}', 5, 'deleted', ${at('05:12:38.3')}, '${BREAD}', 2, 2,
          'Buy bread', null, 0, ${at('05:12:36.1')}, ${at('05:12:36.1')})`,
    ],
    states: FIRST_STATES,
  },
  ...[SQLITE_SCHEMA_2, SQLITE_SCHEMA_3].map((schema, i) => ({
    version: 2 + i,
    schema,
    rows: rowsWithFields(
      (time) => `${at(time)}`,
      (value) => `${Number(value)}`,
    ),
    states: STATES_WITH_FIELDS,
  })),
];
