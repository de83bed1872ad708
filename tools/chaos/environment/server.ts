import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fetchOnce } from '../clients/fetch-once.ts';
import { killWithParent } from './kill-with-parent.ts';

/** Between two looks whether it serves, and how long it may take to, in milliseconds. */
const STARTUP_MS = { poll: 10, timeout: 60_000 };

const running = new Set<ChildProcess>();

/** The service as a process of its own, started as `make start` starts it, its log in a file: nobody has to read it. */
export class Server {
  readonly url: string;
  readonly pid: number;
  /** Resolves when it is gone, with its exit status or the signal that ended it. */
  readonly gone: Promise<number | NodeJS.Signals>;
  /** Whether it was told to end. */
  isStopExpected = false;
  hasEnded = false;
  /** Whether it was seen to answer. */
  isListening = false;
  readonly #log: string;

  constructor(port: number, variables: Readonly<Record<string, string>>, main = 'src/main.ts') {
    this.url = `http://127.0.0.1:${port}`;
    this.#log = join(temporaryFolder(), 'log');
    const file = openSync(this.#log, 'w');
    const env = { PATH: process.env.PATH, LOG_LEVEL: 'warn', WORKERS: '1', ...variables, PORT: String(port) };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', file, file] });
    closeSync(file);
    running.add(child);
    this.pid = child.pid as number;
    const release = killWithParent(this.pid);
    this.gone = once(child, 'exit').then(([code, signal]) => {
      this.hasEnded = true;
      running.delete(child);
      release();
      return code ?? signal;
    });
  }

  /** Resolves when it answers at all. */
  async listening(): Promise<void> {
    await this.#answers((status) => status > 0);
  }

  /** Resolves when it serves, and its database answers it. */
  async ready(): Promise<void> {
    await this.#answers((status) => status === 200);
  }

  /** Sends a signal, and resolves with what ended it and how many milliseconds that took. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ status: number | NodeJS.Signals; took: number }> {
    // One that has ended by itself was not told to.
    if (this.hasEnded) return { status: await this.gone, took: 0 };
    this.isStopExpected = true;
    const started = performance.now();
    process.kill(this.pid, signal);
    return { status: await this.gone, took: performance.now() - started };
  }

  /** What it has said so far: warnings, and worse. */
  readLog(): string {
    return readFileSync(this.#log, 'utf8');
  }

  /** Forgets what it has said. */
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
    throw new Error(`The service did not come to serve:\n${this.readLog().slice(-2000)}`);
  }
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
