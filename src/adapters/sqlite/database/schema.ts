import type { DatabaseSync } from 'node:sqlite';
import { NewerSchema } from '../../../ports/newer-schema.ts';
import { taskColumns } from '../tasks/task-row.ts';

/** All migrations, in the order in which they run. Never change a released migration: add a new one at the end. */
const MIGRATIONS: readonly string[] = [
  `create table tasks (
    user_id text not null, id text not null, version integer not null, seq integer not null,
    title text not null, description text, completed integer not null,
    created_at integer not null, updated_at integer not null,
    primary key (user_id, id)
  ) strict, without rowid;
  create index tasks_list_completed on tasks (user_id, created_at, id) where completed;
  create index tasks_list_open on tasks (user_id, created_at, id) where not completed;
  create table counters (user_id text not null primary key, seq integer not null) strict, without rowid;
  create table changes (
    user_id text not null, seq integer not null, kind text not null, at integer not null,
    task_id text not null, version integer not null, previous_seq integer not null,
    title text, description text, completed integer, created_at integer, updated_at integer,
    primary key (user_id, seq)
  ) strict, without rowid;
  create unique index changes_task on changes (user_id, task_id, version);
  create table idempotency_keys (
    user_id text not null, key text not null, fingerprint text not null, kind text not null, at integer not null,
    task_id text not null, version integer not null, seq integer not null,
    primary key (user_id, key)
  ) strict, without rowid;`,
  // The defaults only fill the existing rows: every `insert` gives values for all columns.
  `alter table tasks add column priority text not null default 'none';
  alter table tasks add column tags text not null default '[]';
  alter table tasks add column list text;
  alter table tasks add column start text;
  alter table tasks add column due text;
  alter table tasks add column completed_at integer;
  alter table changes add column priority text default 'none';
  alter table changes add column tags text default '[]';
  alter table changes add column list text;
  alter table changes add column start text;
  alter table changes add column due text;
  alter table changes add column completed_at integer;
  alter table changes add column place integer not null default 0;
  alter table idempotency_keys add column report text;
  update tasks set completed_at = ${completedAt('tasks', 'tasks.id', 'tasks.version')} where completed;
  update changes set completed_at = ${completedAt('changes', 'changes.task_id', 'changes.version - 1')} where completed;`,
  // `hash` has an index of its own: each request with a token looks the token up by its hash, before the user is known.
  `create table api_tokens (
    user_id text not null, id text not null, hash text not null, name text not null, scopes text not null,
    parent_id text, created_at integer not null, expires_at integer not null, last_used_at integer, revoked_at integer,
    primary key (user_id, id)
  ) strict, without rowid;
  create unique index api_tokens_hash on api_tokens (hash);
  create index api_tokens_parent on api_tokens (user_id, parent_id);
  create table audit_entries (
    user_id text not null, id text not null, at integer not null, event text not null, outcome text not null,
    address text not null, request_id text not null, user_agent text,
    primary key (user_id, at, id)
  ) strict, without rowid;`,
  'alter table changes add column actor text;',
];

/**
 * Returns an SQL expression for the time at which a task was last completed, up to `version`. If that change has been
 * purged, the expression gives the time of the task's last update.
 */
function completedAt(table: string, id: string, version: string): string {
  return `coalesce((
    select entry.at from changes entry
    where entry.user_id = ${table}.user_id and entry.task_id = ${id} and entry.version <= ${version}
      and entry.kind in ('completed', 'created')
    order by entry.version desc limit 1), ${table}.updated_at)`;
}

/**
 * Returns the number of migrations that have run.
 *
 * @throws NewerSchema if a newer release has migrated the database
 */
export function schemaOf(database: DatabaseSync): number {
  const { user_version: version } = database.prepare('pragma user_version').get() as { user_version: number };
  if (version <= MIGRATIONS.length) return version;
  throw new NewerSchema(String(database.location()), String(version), String(MIGRATIONS.length));
}

/** @throws Error if the database does not have the schema of this release */
export function requireCurrent(database: DatabaseSync): void {
  if (schemaOf(database) < MIGRATIONS.length)
    throw new Error('the database has the schema of an older release. Run `make migrate` on it first');
}

/**
 * Migrates the database to the schema of this release. Each migration is one transaction.
 *
 * @throws NewerSchema if a newer release has migrated the database
 */
export function migrate(database: DatabaseSync): void {
  const version = schemaOf(database);
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i >= version) database.exec(`begin immediate; ${migration}; pragma user_version = ${i + 1}; commit`);
  }
}

const marks = (count: number) => Array.from({ length: count }, () => '?').join(', ');
const TASK_COLUMNS = taskColumns();
const WIDTH = TASK_COLUMNS.split(', ').length;

/**
 * The statements that write a batch. Their parameters are the values of the columns, in the order of each statement.
 */
export const WRITES = {
  putTask: `insert into tasks (user_id, id, version, seq, ${TASK_COLUMNS}) values (${marks(4 + WIDTH)})
    on conflict do update set version = excluded.version, seq = excluded.seq, ${taskColumns((name) => `${name} = excluded.${name}`)}`,
  deleteTask: 'delete from tasks where user_id = ? and id = ?',
  addChange: `insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, actor, ${TASK_COLUMNS}) values (${marks(8 + WIDTH)})`,
  addChangeOfOperation: `insert into changes (user_id, seq, kind, at, task_id, version, previous_seq, actor, place, ${TASK_COLUMNS}) values (${marks(9 + WIDTH)})`,
  putCounter: 'insert into counters (user_id, seq) values (?, ?) on conflict do update set seq = excluded.seq',
  addKey: `insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq) values (${marks(8)})`,
  addKeyOfOperation: `insert into idempotency_keys (user_id, key, fingerprint, kind, at, task_id, version, seq, report) values (${marks(9)})`,
};
