import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The interval at which a starting server is polled, and the time limit of its start, in milliseconds. */
const STARTUP_MS = { poll: 10, timeout: 60_000 };

const running = new Set<ChildProcess>();

/** A server under measurement: a child process that logs to a file. */
export class ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #log: string;

  private constructor(url: string, child: ChildProcess, log: string) {
    this.url = url;
    this.pid = child.pid as number;
    this.#child = child;
    this.#log = log;
  }

  /** Starts a server; resolves when `/health` answers 200. */
  static async start(
    [program, ...args]: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
  ): Promise<ServerProcess> {
    const port = await freePort();
    const log = join(temporaryFolder(), 'log');
    const file = openSync(log, 'w');
    const env = { PATH: process.env.PATH, ...environment, PORT: String(port) };
    const child = spawn(program, args, { env, stdio: ['ignore', file, file] });
    closeSync(file);
    running.add(child);
    child.once('exit', () => running.delete(child));
    const server = new ServerProcess(`http://127.0.0.1:${port}`, child, log);
    await server.#serving();
    return server;
  }

  async stop(): Promise<void> {
    if (!running.has(this.#child)) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  async #serving(): Promise<void> {
    const end = Date.now() + STARTUP_MS.timeout;
    while (Date.now() < end && running.has(this.#child)) {
      const health = await fetch(`${this.url}/health`).catch(() => undefined);
      await health?.body?.cancel();
      if (health?.ok) return;
      await delay(STARTUP_MS.poll);
    }
    throw new Error(`The server did not start. Its log ends with:\n${readFileSync(this.#log, 'utf8').slice(-2000)}`);
  }
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
