/** The rows of one user in the schema of a migration, and the content of the user's tasks as of each change. */
export interface SchemaFixture {
  /** The last migration that the rows were written for. */
  readonly migration: string;
  readonly rows: readonly string[];
  /** By `as_of`: the content of each task, newest first. */
  readonly states: readonly (readonly object[])[];
}

export const USER = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const MILK = '01a206d1-ff9a-748f-a961-0e25da91ff65';
const BREAD = '01a206d2-0aa4-7318-99ae-7a1f4b1a3c55';

/** Rows as releases wrote them: a fixture never changes, and a migration that adds a column needs one of the schema before. */
export const FIXTURES: readonly SchemaFixture[] = [
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
    states: [
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
    ],
  },
];
