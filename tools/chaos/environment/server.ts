import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fetchOnce } from '../clients/fetch-once.ts';
import { killWithParent } from './kill-with-parent.ts';

/** The interval at which a starting service is polled, and the time limit of its start. */
const STARTUP_MS = { poll: 10, timeout: 60_000 };

const running = new Set<ChildProcess>();

/** The service as a child process, started like `make start`, that logs to a file. */
export class Server {
  readonly url: string;
  readonly pid: number;
  /** Resolves with the exit status, or with the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** True if {@link end} was called while the process ran. */
  isStopExpected = false;
  hasEnded = false;
  /** True if the service has responded to a request. */
  isListening = false;
  readonly #log: string;

  constructor(port: number, variables: Readonly<Record<string, string>>, main?: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#log = join(temporaryFolder(), 'log');
    const file = openSync(this.#log, 'w');
    const env = { PATH: process.env.PATH, LOG_LEVEL: 'warn', WORKERS: '1', ...variables, PORT: String(port) };
    const [program, script] = main === undefined ? ['sh', 'scripts/serve'] : [process.execPath, main];
    const child = spawn(program, [script], { env, stdio: ['ignore', file, file] });
    closeSync(file);
    running.add(child);
    this.pid = child.pid as number;
    const release = killWithParent(this.pid);
    this.exited = once(child, 'exit').then(([code, signal]) => {
      this.hasEnded = true;
      running.delete(child);
      release();
      return code ?? signal;
    });
  }

  /** Resolves when `/health` responds with any status. */
  async listening(): Promise<void> {
    await this.#answers((status) => status > 0);
  }

  /** Resolves when `/health` answers 200. */
  async ready(): Promise<void> {
    await this.#answers((status) => status === 200);
  }

  /** Sends a signal; resolves with the exit status and the milliseconds until the exit. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ status: number | NodeJS.Signals; took: number }> {
    // A process that has crashed must not be recorded as stopped on purpose.
    if (this.hasEnded) return { status: await this.exited, took: 0 };
    this.isStopExpected = true;
    const started = performance.now();
    process.kill(this.pid, signal);
    return { status: await this.exited, took: performance.now() - started };
  }

  /** Returns the log of the service so far, which has only warnings and errors. */
  readLog(): string {
    return readFileSync(this.#log, 'utf8');
  }

  deleteLog(): void {
    rmSync(this.#log, { force: true });
  }

  async #answers(isEnough: (status: number) => boolean): Promise<void> {
    const end = Date.now() + STARTUP_MS.timeout;
    while (Date.now() < end && !this.hasEnded) {
      const { status } = await fetchOnce(`${this.url}/health`);
      this.isListening ||= status > 0;
      if (isEnough(status)) return;
      await delay(STARTUP_MS.poll);
    }
    throw new Error(`The service did not become ready. Its log ends with:\n${this.readLog().slice(-2000)}`);
  }
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
