import pg from 'pg';
import { TIMEOUTS } from '../../../../process/timeouts.ts';
import { clientConfig } from '../client-config.ts';
import { UnfitDatabase } from './connect-error.ts';
import { SessionClient } from './session-client.ts';
import { SESSION } from './settings.ts';

/**
 * Looks whether a database can be used as it is set up, before anything is changed there.
 *
 * @returns the schema that has the tables, or that is to have them
 * @throws ConnectError if it cannot be reached
 * @throws UnfitDatabase
 */
export async function examine(url: string): Promise<string> {
  const [one, other] = [clientOf(url), clientOf(url)];
  try {
    await Promise.all([one.connect(), other.connect()]);
    await requireSessions(one, other);
    return await schemaOf(one);
  } finally {
    // Not waited for: what was never opened does not say when it has ended.
    for (const client of [one, other]) void client.end();
  }
}

function clientOf(url: string): SessionClient {
  return new SessionClient({
    application_name: 'taskport-migrate',
    connectionTimeoutMillis: TIMEOUTS.connect,
    query_timeout: TIMEOUTS.query,
    ...clientConfig(url),
    session: SESSION.looking,
  });
}

/**
 * Makes sure that each of two connections has a session to itself. A pooler that lends sessions for a transaction has both
 * served by one process of PostgreSQL, where it gives out the one that was used last, or else has one served by two, where it
 * gives them out in turn: so each is asked twice in a row.
 */
async function requireSessions(one: SessionClient, other: SessionClient): Promise<void> {
  const mine = [await processOf(one), await processOf(one)];
  const theirs = [await processOf(other), await processOf(other)];
  mine.push(await processOf(one));
  theirs.push(await processOf(other));
  const [first, second] = [new Set(mine), new Set(theirs)];
  if (first.size === 1 && second.size === 1 && mine[0] !== theirs[0]) return;
  throw new UnfitDatabase(
    'DATABASE_URL leads to a pooler that lends sessions for one transaction or statement, and Taskport needs them to ' +
      'itself. Give it the address of PostgreSQL itself, or of a pool that keeps sessions (PgBouncer: pool_mode = session)',
  );
}

async function processOf(client: SessionClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return (rows[0] as { pid: number }).pid;
}

/** The first schema of the path that has our migrations, or else the first that there is. */
const SCHEMA = `
  select current_user as role, current_schema() as first, found.schema,
    has_table_privilege(quote_ident(found.schema) || '.mikro_orm_migrations', 'select') as is_readable
  from (select) once left join lateral (
    select schema from unnest(current_schemas(false)) with ordinality as path (schema, place)
    where to_regclass(quote_ident(schema) || '.mikro_orm_migrations') is not null order by place limit 1
  ) found on true`;

interface SchemaRow {
  readonly role: string;
  readonly first: string | null;
  readonly schema: string | null;
  readonly is_readable: boolean | null;
}

/** It is used from then on, however the path changes: other tables of the same names must not take the place of ours. */
async function schemaOf(client: SessionClient): Promise<string> {
  // For this transaction alone: a pooler may give the session to somebody else after it.
  await client.query(`begin; set local statement_timeout = ${TIMEOUTS.statement}; set local jit = off`);
  const { rows } = await client.query<SchemaRow>(SCHEMA);
  await client.query('commit');
  const { role, first, schema, is_readable } = rows[0] as SchemaRow;
  const name = schema ?? first;
  const quoted = pg.escapeIdentifier(role);
  if (name === null) {
    throw new UnfitDatabase(
      `the search_path of the role ${quoted} names no schema that it may use: create one, or grant usage on it`,
    );
  }
  if (is_readable === false) {
    throw new UnfitDatabase(
      `the role ${quoted} may not read what was migrated: grant select on ${pg.escapeIdentifier(name)}.mikro_orm_migrations to ${quoted}`,
    );
  }
  return name;
}
