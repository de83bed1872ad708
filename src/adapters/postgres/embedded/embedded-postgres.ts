import { Worker } from 'node:worker_threads';

/** What the worker is asked; without `sql`, to close. */
export interface Question {
  readonly id: number;
  readonly sql?: string;
  readonly parameters: unknown[];
  /** Whether it is to be asked again whenever the database is opened anew. */
  readonly isSetting?: boolean;
}

/** What it answers; number 0 is "I am ready". */
export interface Answer {
  readonly id: number;
  readonly rows?: unknown[];
  readonly affectedRows?: number | undefined;
  readonly error?: { readonly message: string; readonly code: string | undefined };
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<Answer>;
}

/** An error of PostgreSQL's, with its SQLSTATE in `code`. */
class PostgresError extends Error {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * PGlite in a worker thread, with the face that MikroORM's driver for PGlite expects. PGlite knows no time limit, so
 * each statement can be given one here: past it the caller is told, though the statement itself runs on.
 */
export class EmbeddedPostgres implements Queryable {
  readonly ready = true;
  readonly waitReady: Promise<void>;
  /** Resolves, with the reason, if the thread ends without having been told to. */
  readonly crashed: Promise<unknown>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #state: 'starting' | 'running' | 'closed' = 'starting';
  #deadline: number | undefined;
  #lastId = 0;

  /** @param dataDir the folder of the data; it is made if it is missing, but its parent must exist */
  constructor(dataDir: string) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { dataDir } });
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.crashed = promise;
    this.#worker.on('error', (error) => {
      this.#fail(error);
      resolve(error);
    });
    this.#worker.on('exit', () => this.#fail(undefined));
    const ready = new Promise<Answer>((resolve, reject) => this.#pending.set(0, { resolve, reject }));
    this.waitReady = ready.then(() => {
      this.#state = 'running';
    });
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  /** From now on no statement may take longer than so many milliseconds. */
  limit(deadline: number): void {
    this.#deadline = deadline;
  }

  query(sql: string, parameters: unknown[] = []): Promise<Answer> {
    return this.#ask({ id: ++this.#lastId, sql, parameters });
  }

  /** Makes settings of the session, for as long as there is one. */
  async configure(sql: string): Promise<void> {
    await this.#ask({ id: ++this.#lastId, sql, parameters: [], isSetting: true });
  }

  /** Calls `work` in any case: MikroORM's driver waits for that, and learns of a failed `begin` by the first query. */
  async transaction<T>(work: (inside: Queryable) => Promise<T>): Promise<T> {
    const begun = this.query('begin');
    // Whoever asks the first query is told; until then nobody listens.
    begun.catch(() => {});
    try {
      const result = await work({ query: (sql, parameters) => begun.then(() => this.query(sql, parameters)) });
      await begun;
      await this.query('commit');
      return result;
    } catch (error) {
      await begun.then(() => this.query('rollback')).catch(() => {});
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'running') await this.#ask({ id: ++this.#lastId, parameters: [] });
    this.#state = 'closed';
    await this.#worker.terminate();
  }

  async #ask(question: Question): Promise<Answer> {
    if (this.closed) throw new PostgresError('the embedded database has stopped', '57P01');
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending.set(question.id, { resolve, reject });
    this.#worker.postMessage(question);
    const timer =
      this.#deadline === undefined ? undefined : setTimeout(() => this.#expire(question.id), this.#deadline);
    return promise.finally(() => clearTimeout(timer));
  }

  #expire(id: number): void {
    this.#settle({ id, error: { message: 'the embedded database took too long', code: '57014' } });
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.error === undefined) pending?.resolve(answer);
    else pending?.reject(new PostgresError(answer.error.message, answer.error.code));
  }

  #fail(cause: unknown): void {
    this.#state = 'closed';
    const error = new PostgresError('the embedded database has stopped', '57P01', cause);
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
