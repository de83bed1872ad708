import pg from 'pg';
import { TIMEOUTS } from '../../../../process/timeouts.ts';

type Settings = Readonly<Record<string, string | number>>;

/**
 * The PostgreSQL settings of every session. They override the values set for a server, database, role or URL. Such
 * values could change the meaning of a statement or its result, or end an idle session.
 */
const COMMON: Settings = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  // Statements fail if a row-level security policy would hide rows from their result.
  row_security: 'off',
  exit_on_error: 'off',
  idle_session_timeout: 0,
  transaction_timeout: 0,
};

/** The PostgreSQL settings of a session that migrates: no timeouts. */
const MIGRATING: Settings = {
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: 0,
};

/**
 * The PostgreSQL settings of a session that serves requests. The right plan for every statement is index scans with
 * nested loops. Other plan types are disabled: without statistics, the planner would scan a table or sort a list.
 */
const SERVING: Settings = {
  statement_timeout: TIMEOUTS.statement,
  lock_timeout: TIMEOUTS.lock,
  idle_in_transaction_session_timeout: TIMEOUTS.idleTransaction,
  enable_seqscan: 'off',
  enable_sort: 'off',
  enable_indexscan: 'on',
  enable_indexonlyscan: 'on',
  enable_nestloop: 'on',
  enable_tidscan: 'on',
  plan_cache_mode: 'force_generic_plan',
  // The settings above raise cost estimates so far that JIT would compile the plan on each execution.
  jit: 'off',
};

/** The properties of the server that the first statement of a session returns. */
export interface ServerFacts {
  readonly encoding: string;
  readonly is_in_recovery: boolean;
}

const FACTS = `current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_in_recovery`;

/** The value of `synchronous_commit`: `on` instead of `off`, so that acknowledged commits are durable. Others stay. */
const DURABLE = `case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end`;

/**
 * The first statement of each kind of session. It applies the settings that this version of PostgreSQL has, and returns
 * ServerFacts.
 */
export const SESSION = {
  examining: `select ${FACTS}`,
  listening: session({ ...COMMON, ...MIGRATING }),
  migrating: (schema: string) => session({ ...COMMON, ...MIGRATING, search_path: pathTo(schema) }),
  serving: (schema: string) => session({ ...COMMON, ...SERVING, search_path: pathTo(schema) }),
  /** Like `serving`, for a database that is sharded by user. There a generic plan would not know the user's shard. */
  sharded: (schema: string) => session({ ...COMMON, ...SERVING, plan_cache_mode: 'auto', search_path: pathTo(schema) }),
};

function session(settings: Settings): string {
  const values = Object.entries(settings).map(([name, value]) => `('${name}', ${pg.escapeLiteral(String(value))})`);
  return `
  select ${FACTS}, count(set_config(name, value, false))
  from (values ${values.join(', ')}, ('synchronous_commit', ${DURABLE})) as setting (name, value)
  where current_setting(name, true) is not null`;
}

/** Returns a search path with `pg_temp` at its end: otherwise PostgreSQL would search `pg_temp` first. */
function pathTo(schema: string): string {
  return `${pg.escapeIdentifier(schema)}, pg_temp`;
}
