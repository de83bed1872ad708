/** The SQL of the tables that the first migration created in SQLite. */
export const SQLITE_SCHEMA_1 = `
  create table tasks (
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
  ) strict, without rowid`;

export const SQLITE_SCHEMA_2 = `${SQLITE_SCHEMA_1};
  alter table tasks add column priority text not null default 'none';
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
  alter table idempotency_keys add column report text`;

export const SQLITE_SCHEMA_3 = `${SQLITE_SCHEMA_2};
  create table api_tokens (
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
  ) strict, without rowid`;
