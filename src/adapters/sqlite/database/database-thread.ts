import { Worker } from 'node:worker_threads';
import { toStoreError } from './sqlite-error.ts';
import type { Answer, Job } from './worker.ts';

interface Pending {
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** A worker thread with its own database connection. It runs jobs one after another; see worker.ts. */
export class DatabaseThread {
  /** Resolves when the thread is ready to run jobs. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #isClosing = false;

  /** @param onCrash is called with the error if the thread ends before it is closed */
  constructor(file: string, use: 'write' | 'read', onCrash: (error: unknown) => void) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { file, use } });
    this.#worker.on('message', ({ id, result, error }: Answer) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) pending?.resolve(result as never);
      else pending?.reject(toStoreError(Object.assign(new Error(error.message), error)));
    });
    this.#worker.on('error', onCrash);
    this.#worker.on('exit', (code) => {
      if (!this.#isClosing) onCrash(new Error(`the thread has exited with ${code}`));
    });
    this.ready = this.#answerTo(0);
  }

  /** The number of jobs that are waiting or running. */
  get pending(): number {
    return this.#pending.size;
  }

  /** @throws StoreError if the database file cannot be read or written */
  run<Result>(job: Job): Promise<Result> {
    const id = ++this.#lastId;
    this.#worker.postMessage({ id, ...job });
    return this.#answerTo(id);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.run({ kind: 'close' });
    await this.#worker.terminate();
  }

  #answerTo<Result>(id: number): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#pending.set(id, { resolve, reject });
    return promise;
  }
}
