import pg from 'pg';
import { TIMEOUTS } from '../../../../process/timeouts.ts';

type Settings = Readonly<Record<string, string | number>>;

/**
 * Settings of every session. A server, a database, a role or an address can preset others, and none of those may change
 * what a statement or its answer means, or end a session that idles.
 */
const COMMON: Settings = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  // A policy that would hide rows makes a statement fail: it must not find less than there is.
  row_security: 'off',
  exit_on_error: 'off',
  idle_session_timeout: 0,
  transaction_timeout: 0,
};

/** Settings of a session that migrates, which may take as long as it takes. */
const MIGRATING: Settings = {
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: 0,
};

/**
 * Settings of a session that serves requests. Each statement has one right plan, walks along indexes, so the planner is
 * offered no other: a table without statistics is not scanned, and a list is not sorted.
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
  // What it costs to do without those makes plans look expensive enough to be compiled, at each execution anew.
  jit: 'off',
};

/** What a session must be told of its server before it may be used. */
export interface Facts {
  readonly encoding: string;
  readonly is_in_recovery: boolean;
}

const FACTS = `current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_in_recovery`;

/** A commit is durable when it is acknowledged. What is stricter than that may be preset. */
const DURABLE = `case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end`;

/** The first statement of a session: it makes the settings that its server knows, and returns the {@link Facts}. */
export const SESSION = {
  looking: `select ${FACTS}`,
  listening: session({ ...COMMON, ...MIGRATING }),
  migrating: (schema: string) => session({ ...COMMON, ...MIGRATING, search_path: pathTo(schema) }),
  serving: (schema: string) => session({ ...COMMON, ...SERVING, search_path: pathTo(schema) }),
};

function session(settings: Settings): string {
  const values = Object.entries(settings).map(([name, value]) => `('${name}', ${pg.escapeLiteral(String(value))})`);
  return `
  select ${FACTS}, count(set_config(name, value, false))
  from (values ${values.join(', ')}, ('synchronous_commit', ${DURABLE})) as setting (name, value)
  where current_setting(name, true) is not null`;
}

/** No other schema may stand in for ours, not even that of the session's temporary tables. */
function pathTo(schema: string): string {
  return `${pg.escapeIdentifier(schema)}, pg_temp`;
}
