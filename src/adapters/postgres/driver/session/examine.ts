import pg from 'pg';
import { TIMEOUTS } from '../../../../process/timeouts.ts';
import { clientConfig } from '../client-config.ts';
import { UnfitDatabase } from './connect-error.ts';
import { SessionClient } from './session-client.ts';
import { SESSION } from './settings.ts';

/**
 * Checks how a database is set up. Changes nothing there.
 *
 * @returns the schema that has the tables, or will have them
 * @throws ConnectError if the database cannot be reached
 * @throws UnfitDatabase if the service cannot work with this database
 */
export async function examine(url: string): Promise<string> {
  const [one, other] = [newClient(url), newClient(url)];
  try {
    await Promise.all([one.connect(), other.connect()]);
    await requireSessions(one, other);
    return await schemaOf(one);
  } finally {
    // `end()` is not awaited, because after a failed connect it may never resolve.
    for (const client of [one, other]) void client.end();
  }
}

function newClient(url: string): SessionClient {
  return new SessionClient({
    application_name: 'taskport-migrate',
    connectionTimeoutMillis: TIMEOUTS.connect,
    query_timeout: TIMEOUTS.query,
    ...clientConfig(url),
    session: SESSION.examining,
  });
}

/**
 * Requires that each of two connections has its own backend process, and keeps it. A pooler in transaction mode may
 * serve both by one process, or one connection by two processes in turn. So each connection asks twice in a row for the
 * process id of its backend.
 */
async function requireSessions(one: SessionClient, other: SessionClient): Promise<void> {
  const pids: number[] = [];
  for (const client of [one, one, other, other, one, other]) pids.push(await backendOf(client));
  const [first, , second] = pids;
  if (first !== second && String(pids) === String([first, first, second, second, first, second])) return;
  throw new UnfitDatabase(
    'DATABASE_URL leads to a pooler that lends sessions for one transaction or statement, and Taskport needs sessions of its own. ' +
      'Set it to the address of PostgreSQL itself, or of a pool that keeps sessions (PgBouncer: pool_mode = session)',
  );
}

async function backendOf(client: SessionClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return (rows[0] as { pid: number }).pid;
}

/**
 * Finds the first schema in the search path that has Taskport's table of migrations, and the first that exists at all.
 */
const FIND_SCHEMA = `
  select current_user as role, current_schema() as first, found.schema,
    has_table_privilege(quote_ident(found.schema) || '.mikro_orm_migrations', 'select') as is_readable
  from (select) once left join lateral (
    select schema from unnest(current_schemas(false)) with ordinality as path (schema, position)
    where to_regclass(quote_ident(schema) || '.mikro_orm_migrations') is not null order by position limit 1
  ) found on true`;

interface SchemaRow {
  readonly role: string;
  readonly first: string | null;
  readonly schema: string | null;
  readonly is_readable: boolean | null;
}

/**
 * Returns the schema of Taskport's tables. Sessions use it as their search path, so that they cannot use tables of the
 * same names in other schemas.
 */
async function schemaOf(client: SessionClient): Promise<string> {
  // `set local` ends with the transaction, because a pooler may give the session to another client afterwards.
  await client.query(`begin; set local statement_timeout = ${TIMEOUTS.statement}; set local jit = off`);
  const { rows } = await client.query<SchemaRow>(FIND_SCHEMA);
  await client.query('commit');
  const { role, first, schema, is_readable } = rows[0] as SchemaRow;
  const name = schema ?? first;
  const quoted = pg.escapeIdentifier(role);
  if (name === null) {
    throw new UnfitDatabase(
      `the search_path of the role ${quoted} names no schema that the role may use: create one, or grant usage on one`,
    );
  }
  if (is_readable === false) {
    throw new UnfitDatabase(
      `the role ${quoted} may not read the list of migrations: grant select on ${pg.escapeIdentifier(name)}.mikro_orm_migrations to ${quoted}`,
    );
  }
  return name;
}
