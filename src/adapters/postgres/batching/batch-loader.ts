import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { BatchScheduler } from '../../batching/batch-scheduler.ts';
import { fifo, MAX_WAITING } from '../../batching/fifo.ts';
import type { Kind } from '../database-metrics.ts';
import type { Database } from '../driver/database.ts';

const MAX_IN_FLIGHT = 4;
/** The limits for queries with small results: one large batch at a time. */
export const SMALL_RESULTS = { maxBatch: 1_000, maxConcurrentFast: 1 };
/**
 * The limits for queries with large results: small batches, so that PostgreSQL runs one while this process reads the
 * result of another.
 */
export const LARGE_RESULTS = { maxBatch: 10, maxConcurrentFast: 3 };

/** A kind of query, which is sent for one key or for a batch of keys. */
interface Query {
  readonly kind: Kind;
  /**
   * The statement for a batch of keys. It takes the keys as JSON, each with an index `n`. Each row has the `n` of its
   * key.
   */
  readonly many: string;
  /** The statement for one key. Its parameters are the values of the key's properties, in their order. */
  readonly one: string;
  readonly limits: typeof SMALL_RESULTS;
}

interface Load<Key, Row> {
  readonly key: Key;
  /** The time of the call of `load`, by `performance.now()`. */
  readonly since: number;
  resolve(rows: Row[]): void;
  reject(error: unknown): void;
}

/**
 * Loads rows by key, without a cache. Concurrent loads share a statement (see https://github.com/graphql/dataloader).
 */
export class BatchLoader<Key extends object, Row> {
  readonly #database: Pick<Database, 'read' | 'metrics'>;
  readonly #query: Query;
  readonly #scheduler: BatchScheduler<Load<Key, Row>>;
  readonly #waiting: Load<Key, Row>[] = [];

  constructor(database: Pick<Database, 'read' | 'metrics'>, query: Query) {
    this.#database = database;
    this.#query = query;
    const queue = fifo(this.#waiting, query.limits.maxBatch);
    this.#scheduler = new BatchScheduler(queue, MAX_IN_FLIGHT, query.limits.maxConcurrentFast);
    database.metrics.watchQueue(query.kind, () => queue.size);
    void this.#run();
  }

  /** True if no load is waiting or in flight. */
  get isIdle(): boolean {
    return this.#scheduler.isIdle;
  }

  /**
   * Returns the rows of a key, from a statement that is sent after this call.
   *
   * @throws StoreError if the database fails, or if too many loads are waiting
   */
  async load(key: Key): Promise<Row[]> {
    if (this.#waiting.length >= MAX_WAITING) throw new StoreError('overloaded');
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
    this.#waiting.push({ key, since: performance.now(), resolve, reject });
    this.#scheduler.schedule();
    return promise;
  }

  async #run(): Promise<void> {
    for await (const batch of this.#scheduler.batches())
      void this.#scheduler.track(this.#loadBatch(dropExpired(batch)));
  }

  async #loadBatch(batch: Load<Key, Row>[]): Promise<void> {
    const { read, metrics } = this.#database;
    const { kind, one, many } = this.#query;
    metrics.sent(kind, batch.length);
    try {
      const [first, second] = batch;
      if (first === undefined) return;
      if (second === undefined) return first.resolve(await read<Row>(one, Object.values(first.key)));
      const keys = JSON.stringify(batch.map(({ key }, n) => ({ n, ...key })));
      const results: Row[][] = batch.map(() => []);
      for (const row of await read<Row & { readonly n: number }>(many, [keys])) results[row.n]?.push(row);
      // After the microtasks that send the next batch: PostgreSQL works while this process writes the replies.
      for (const [n, { resolve }] of batch.entries()) process.nextTick(resolve, results[n] as Row[]);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** Rejects the loads that have waited for longer than `TIMEOUTS.queue`, and returns the others. */
function dropExpired<T extends Pick<Load<never, never>, 'since' | 'reject'>>(batch: T[]): T[] {
  const earliest = performance.now() - TIMEOUTS.queue;
  for (const { since, reject } of batch) if (since < earliest) reject(new StoreError('overloaded'));
  return batch.filter(({ since }) => since >= earliest);
}
