import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Image } from './image.ts';
import { inRoot } from './in-root.ts';

interface Options {
  readonly volumes: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The running program of an image, restricted as in compose.yml: no privileges, and a read-only root file system. */
export class Container {
  readonly #image: Image;
  readonly #options: Options;
  readonly #process: ChildProcess;
  readonly ended: Promise<number | string>;
  #log = '';

  constructor(image: Image, options: Options) {
    this.#image = image;
    this.#options = options;
    const [command, ...args] = inRoot(image, image.command, options);
    this.#process = spawn(command as string, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.#process);
    void once(this.#process, 'close').then(() => running.delete(this.#process));
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk) => {
        this.#log += chunk;
      });
    }
    this.ended = once(this.#process, 'close').then(([code, signal]) => code ?? signal);
  }

  get log(): string {
    return this.#log;
  }

  /** Runs another command in the container, as `docker compose exec` does. */
  exec(...command: readonly string[]): Outcome {
    const [program, ...args] = inRoot(this.#image, command, this.#options);
    const { status, stdout, stderr } = spawnSync(program as string, args, { encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  }

  /** Sends the stop signal of the image to the first process; resolves with the exit status. */
  async stop(): Promise<number | string> {
    const { pid } = this.#process;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    process.kill(Number(child), this.#image.stopSignal as NodeJS.Signals);
    return this.ended;
  }
}
