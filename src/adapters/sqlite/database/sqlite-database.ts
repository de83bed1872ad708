import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Expiry } from '../../../ports/task-repository.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { BatchMetrics } from '../../batching/batch-metrics.ts';
import type { Statement } from '../tasks/read-statements.ts';
import { Reader } from '../tasks/reader.ts';
import { connect } from './connection.ts';
import { DatabaseThread } from './database-thread.ts';
import type { Purged } from './purge.ts';
import type { Rows } from './worker.ts';

/**
 * The most slow reads that may wait. Further reads are rejected, because their results would come too late for clients.
 */
const MAX_SLOW_READS = 200;

/**
 * An SQLite database file. The main thread runs fast reads, a second thread writes, and a third thread runs slow reads.
 * The third thread starts with the first slow read.
 */
export class SqliteDatabase {
  readonly metrics: BatchMetrics<'writes'>;
  #startThread: (use: 'write' | 'read') => DatabaseThread = () => opened<DatabaseThread>(undefined);
  #reader: Reader | undefined;
  #writer: DatabaseThread | undefined;
  #slowReader: DatabaseThread | undefined;

  constructor(metrics: BatchMetrics<'writes'>) {
    this.metrics = metrics;
  }

  /** @param onCrash is called with the error if a thread ends before it is closed */
  async open(file: string, onCrash: (error: unknown) => void): Promise<void> {
    this.#startThread = (use) => new DatabaseThread(file, use, onCrash);
    this.#writer = this.#startThread('write');
    await this.#writer.ready;
    this.#reader = new Reader(connect(file, 'read'));
  }

  get reader(): Reader {
    return opened(this.#reader);
  }

  /**
   * Commits all parts in one transaction. Resolves when the transaction is on the disk, or at once if there are no
   * parts. Sends each part to the writer thread in a separate turn of the event loop.
   */
  async commit(parts: Iterable<Rows>): Promise<void> {
    const writer = opened(this.#writer);
    let rows: Rows | undefined;
    let isFirst = true;
    for (const next of parts) {
      if (rows !== undefined) {
        void writer.run({ kind: 'commit', rows, isFirst, isLast: false });
        isFirst = false;
        await nextTurn();
      }
      rows = next;
    }
    if (rows !== undefined) await writer.run({ kind: 'commit', rows, isFirst, isLast: true });
  }

  /**
   * Runs a statement that writes. Returns the number of rows that the statement changed.
   *
   * @throws StoreError if the database file cannot be written to
   */
  async write(...statement: Statement): Promise<number> {
    return opened(this.#writer).run<number>({ kind: 'write', statement });
  }

  purge(expiry: Expiry, cursor: string): Promise<Purged> {
    return opened(this.#writer).run({ kind: 'purge', expiry, cursor });
  }

  async check(): Promise<void> {
    await withDeadline(opened(this.#writer).run({ kind: 'check' }));
  }

  /**
   * Runs statements in the thread for slow reads. Returns the rows of each statement, all from one snapshot.
   *
   * @throws StoreError if too many reads are waiting, or this read fails or takes too long
   */
  async readSlowly<Rows extends unknown[][]>(...statements: Statement[]): Promise<Rows> {
    this.#slowReader ??= this.#startThread('read');
    if (this.#slowReader.pending >= MAX_SLOW_READS) throw new StoreError('overloaded');
    const deadline = Date.now() + TIMEOUTS.statement;
    return withDeadline(this.#slowReader.run<Rows>({ kind: 'read', statements, deadline }));
  }

  async close(): Promise<void> {
    this.#reader?.close();
    this.#reader = undefined;
    await Promise.all([this.#slowReader?.close(), this.#writer?.close()]);
  }
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new StoreError('database_unavailable');
  return part;
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new StoreError('database_timeout')), TIMEOUTS.statement);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
