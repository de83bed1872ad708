import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../ports/store-lifecycle.ts';
import type { Expiry } from '../../ports/task-repository.ts';
import { TIMEOUTS } from '../../process/timeouts.ts';
import type { BatchMetrics } from '../batching/batch-metrics.ts';
import { connect } from './connection.ts';
import { DatabaseThread } from './database-thread.ts';
import type { Purged } from './purge.ts';
import { Reader } from './reader.ts';
import { StateReader } from './state-reader.ts';
import type { Value } from './task-row.ts';
import type { Rows } from './worker.ts';

/** The connections to one file: a reader in this thread, the writer in its own, and a thread for slow reads once one is asked for. */
export class SqliteDatabase {
  readonly metrics: BatchMetrics<'writes'>;
  #file = '';
  #reader:
    | { readonly connection: ReturnType<typeof connect>; readonly reads: Reader; readonly committed: StateReader }
    | undefined;
  #writer: DatabaseThread | undefined;
  #slowReader: DatabaseThread | undefined;

  constructor(metrics: BatchMetrics<'writes'>) {
    this.metrics = metrics;
  }

  /** @returns resolves with the reason if the writer ends unasked */
  async open(file: string): Promise<{ readonly crashed: Promise<unknown> }> {
    this.#file = file;
    this.#writer = new DatabaseThread(file, 'write');
    await this.#writer.ready;
    const connection = connect(file, 'read');
    const reads = new Reader(connection);
    this.#reader = { connection, reads, committed: new StateReader(reads) };
    return { crashed: this.#writer.crashed };
  }

  /** Reads that take less than a millisecond. They see every commit that has been acknowledged. */
  get reads(): Reader {
    return this.#open.reads;
  }

  get committed(): StateReader {
    return this.#open.committed;
  }

  get #open() {
    if (this.#reader === undefined) throw new StoreError('database_unavailable');
    return this.#reader;
  }

  /** Resolves when the rows are on the disk. */
  async commit(rows: Rows): Promise<void> {
    await this.#write.run({ kind: 'commit', rows });
  }

  purge(expiry: Expiry, cursor: string): Promise<Purged> {
    return this.#write.run({ kind: 'purge', expiry, cursor });
  }

  async check(): Promise<void> {
    await inTime(this.#write.run({ kind: 'check' }));
  }

  /** Reads in a thread of its own what may take long. */
  async readSlowly<Row>(sql: string, parameters: Value[]): Promise<Row[]> {
    if (this.#slowReader === undefined) {
      this.#slowReader = new DatabaseThread(this.#file, 'read');
      this.#slowReader.crashed.then(() => {
        this.#slowReader = undefined;
      });
    }
    return inTime(this.#slowReader.run<Row[]>({ kind: 'read', sql, parameters }));
  }

  async close(): Promise<void> {
    this.#reader?.connection.close();
    this.#reader = undefined;
    await Promise.all([this.#slowReader?.close(), this.#writer?.close()]);
  }

  get #write(): DatabaseThread {
    if (this.#writer === undefined) throw new StoreError('database_unavailable');
    return this.#writer;
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(TIMEOUTS.statement, undefined, { signal: timer.signal }).then(() => {
    throw new StoreError('database_timeout');
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
