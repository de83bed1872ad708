import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { parse } from '../../support/wire.ts';
import { Caller } from '../clients/caller.ts';
import { fetchOnce } from '../clients/fetch-once.ts';
import { killWithParent } from '../environment/kill-with-parent.ts';
import { type DiskEvent, parseStrace, STRACE_OPTIONS } from './strace-log.ts';

/** The milliseconds without writes after which the service has truncated SQLite's write-ahead log. */
const IDLE_MS = 1_500;
const STARTUP_TIMEOUT_MS = 30_000;

export interface RecordOptions {
  readonly clients: number;
  /** The number of writes before an idle period, and also the number of writes after it. */
  readonly writes: number;
}

export interface Recording {
  readonly events: readonly DiskEvent[];
  /** The number of writes for which clients got a success response. */
  readonly acknowledged: number;
}

/** Returns why `strace` cannot be used here; undefined if it can. */
export function whyNoStrace(): string | undefined {
  try {
    execFileSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    return code === 'ENOENT' ? 'strace is not installed' : `strace cannot trace a process: ${stderr}`;
  }
}

/** Runs the service in an empty folder under load, kills it, and returns its system calls and responses in order. */
export async function recordService({ clients, writes }: RecordOptions): Promise<Recording> {
  const folder = temporaryFolder();
  const log = join(folder, 'strace.log');
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    LOG_LEVEL: 'warn',
    WORKERS: '1',
    DATA_DIR: join(folder, 'data'),
    PORT: String(port),
  };
  // With -D, the child process is the service and not strace, so that `child.pid` is the pid of the service.
  const child = spawn('strace', ['-D', '-o', log, ...STRACE_OPTIONS, 'sh', 'scripts/serve'], { env, stdio: 'ignore' });
  const release = killWithParent(child.pid as number);
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  const load = new Load(url);
  await load.run(clients, writes);
  await delay(IDLE_MS);
  await load.run(clients, writes, () => void child.kill('SIGKILL'));
  release();
  const events = await eventsIn(log, child.pid as number);
  return { events, acknowledged: load.acknowledged };
}

/** Clients that create, toggle and delete tasks of one user. */
class Load {
  acknowledged = 0;
  readonly #caller: Caller;
  readonly #path = `/api/${randomUUID()}/tasks`;
  readonly #ids: string[] = [];

  constructor(url: string) {
    this.#caller = new Caller(() => url);
  }

  /** @param atEnd is called when the last write starts, while other writes are in flight */
  async run(clients: number, writes: number, atEnd?: () => void): Promise<void> {
    let started = 0;
    const client = async () => {
      while (started < writes) {
        started++;
        if (started === writes) atEnd?.();
        await this.#write(started);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  async #write(n: number): Promise<void> {
    const known = n % 3 === 0 ? undefined : this.#ids[(n * 7919) % Math.max(1, this.#ids.length)];
    const task = `${this.#path}/${known}`;
    const body = { title: `task ${n}`, description: 'x'.repeat(n % 2000) };
    let call = { method: 'PATCH', path: `${task}/complete` } as Parameters<Caller['call']>[0];
    if (known === undefined) call = { method: 'POST', path: this.#path, body };
    else if (n % 50 === 1) call = { method: 'DELETE', path: task };
    const { status, text } = await this.#caller.call(call);
    if (status === 200 || status === 201) this.acknowledged++;
    if (status === 201) this.#ids.push(parse<{ id: string }>(text)?.id as string);
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + STARTUP_TIMEOUT_MS; Date.now() < end && child.exitCode === null; await delay(50)) {
    if ((await fetchOnce(`${url}/health`)).status === 200) return;
  }
  throw new Error('The service did not become ready under strace.');
}

/** Waits until strace has logged the exit of the process, then parses the log by lines, as it may be very large. */
async function eventsIn(log: string, pid: number): Promise<DiskEvent[]> {
  const ended = new RegExp(`^${pid} +\\+\\+\\+`, 'm');
  await using file = await open(log);
  const end = Buffer.alloc(10_000);
  for (;;) {
    const { size } = await file.stat();
    await file.read(end, 0, end.length, Math.max(0, size - end.length));
    if (ended.test(end.toString('latin1'))) break;
    await delay(50);
  }
  return parseStrace(createInterface({ input: createReadStream(log, 'latin1') }));
}
