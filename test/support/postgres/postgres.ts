import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { administer } from '../../../tools/support/machine/administer.ts';
import {
  findPrograms,
  NO_PROGRAMS,
  type OwnPostgres,
  startOwnPostgres,
} from '../../../tools/support/machine/own-postgres.ts';

// The tests use the PostgreSQL server in TEST_DATABASE_URL, or else start a server for the test run.

type Server = Pick<OwnPostgres, 'url' | 'stop'>;

let server: Promise<Server> | undefined;
const databases: string[] = [];
const roles: string[] = [];

/**
 * Returns whether there is a PostgreSQL server to test with.
 *
 * @throws Error in CI if there is none
 */
export function hasPostgres(): boolean {
  const found = process.env.TEST_DATABASE_URL !== undefined || findPrograms() !== undefined;
  if (!found && process.env.CI !== undefined) throw new Error(`${NOT_FOUND} CI must not pass without it.`);
  return found;
}

export const NOT_FOUND = `No PostgreSQL to test with: none in TEST_DATABASE_URL, ${NO_PROGRAMS}.`;

/**
 * Creates an empty database, dropped when the tests end, and returns its URL.
 *
 * @param options clauses of `create database`
 */
export async function createDatabase(options = ''): Promise<string> {
  server ??= start();
  const { url } = await server;
  const name = `taskport_test_${randomBytes(6).toString('hex')}`;
  await administer(url, `create database ${name} ${options}`);
  databases.push(name);
  return Object.assign(new URL(url), { pathname: name }).href;
}

/** Creates a role with these grants on a database, and returns its name and its URL. */
export async function createRole(url: string, ...grants: readonly string[]): Promise<{ name: string; url: string }> {
  const name = `taskport_test_${randomBytes(6).toString('hex')}`;
  await administer(url, `create role ${name} login password 'secret'`);
  roles.push(name);
  for (const grant of grants) await administer(url, `grant ${grant} to ${name}`);
  return { name, url: Object.assign(new URL(url), { username: name, password: 'secret' }).href };
}

/** Resolves when this many sessions of a database wait for a lock. */
export async function waiting(url: string, count: number): Promise<void> {
  const sql = `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  for (let found = 0; found < count; ) found = (await administer<{ count: number }>(url, sql))[0]?.count ?? 0;
}

type OpenClient = pg.PoolClient & { readonly connection: pg.Connection };

/** Returns all clients of a pool, idle or in use. */
export function clientsOf(pool: pg.Pool | undefined): OpenClient[] {
  return (pool as unknown as { _clients: OpenClient[] })._clients;
}

/** Returns the SQLSTATE that a statement fails with, or undefined if it succeeds. */
export function failureOf(statement: Promise<unknown>): Promise<string | undefined> {
  return statement.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

export async function stopPostgres(): Promise<void> {
  if (server === undefined) return;
  const { url, stop } = await server;
  for (const name of databases) await administer(url, `drop database if exists ${name} with (force)`);
  for (const name of roles) await administer(url, `drop role ${name}`);
  await stop();
}

async function start(): Promise<Server> {
  const url = process.env.TEST_DATABASE_URL;
  return url === undefined ? await startOwnPostgres({ fsync: 'off' }) : { url, stop: async () => {} };
}
