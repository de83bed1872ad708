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

/** How many slow reads may wait; one more is refused, as it would be done too late. */
const MAX_SLOW_READS = 200;

/** A database file. This thread reads and a second one writes; a third one runs slow reads, and starts with the first of them. */
export class SqliteDatabase {
  readonly metrics: BatchMetrics<'writes'>;
  #startThread: (use: 'write' | 'read') => DatabaseThread = () => opened<DatabaseThread>(undefined);
  #reader: Reader | undefined;
  #writer: DatabaseThread | undefined;
  #slowReader: DatabaseThread | undefined;

  constructor(metrics: BatchMetrics<'writes'>) {
    this.metrics = metrics;
  }

  /** @param onCrash is called with the reason if a thread ends unasked */
  async open(file: string, onCrash: (error: unknown) => void): Promise<void> {
    this.#startThread = (use) => new DatabaseThread(file, use, onCrash);
    this.#writer = this.#startThread('write');
    await this.#writer.ready;
    this.#reader = new Reader(connect(file, 'read'));
  }

  get reader(): Reader {
    return opened(this.#reader);
  }

  /** Resolves when the rows are on the disk. */
  async commit(rows: Rows): Promise<void> {
    await opened(this.#writer).run({ kind: 'commit', rows });
  }

  purge(expiry: Expiry, cursor: string): Promise<Purged> {
    return opened(this.#writer).run({ kind: 'purge', expiry, cursor });
  }

  async check(): Promise<void> {
    await withDeadline(opened(this.#writer).run({ kind: 'check' }));
  }

  /**
   * Returns the rows of each statement, all of one snapshot.
   *
   * @throws StoreError
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
