import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { WriteResult } from '../../../ports/task-repository.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { BatchScheduler } from '../../batching/batch-scheduler.ts';
import { fifo, MAX_WAITING } from '../../batching/fifo.ts';
import type { SqliteDatabase } from '../database/sqlite-database.ts';
import { BatchPlan, type WriteRequest } from './batch-plan.ts';

const MAX_BATCH = 1_000;

interface QueuedWrite extends WriteRequest {
  /** When it was queued, in milliseconds of `performance.now()`. */
  readonly since: number;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/** Group commit: writes that arrive while a batch is in flight share the next one. */
export class TaskWriter {
  readonly #database: SqliteDatabase;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #waiting: QueuedWrite[] = [];
  readonly #scheduler: BatchScheduler<QueuedWrite>;
  /** Runs while writes wait. */
  #timer: NodeJS.Timeout | undefined;

  constructor(database: SqliteDatabase, notifier: ChangeNotifier, clock: Clock) {
    this.#database = database;
    this.#notifier = notifier;
    this.#clock = clock;
    const queue = fifo(this.#waiting, MAX_BATCH);
    this.#scheduler = new BatchScheduler(queue, 1);
    database.metrics.watchQueue('writes', () => queue.size);
    void this.#run();
  }

  async write(request: WriteRequest): Promise<WriteResult> {
    if (this.#waiting.length >= MAX_WAITING) throw new StoreError('overloaded');
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.#waiting.push({ ...request, since: performance.now(), resolve, reject });
    this.#timer ??= setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue).unref();
    this.#scheduler.schedule();
    return promise;
  }

  async #run(): Promise<void> {
    for await (const batch of this.#scheduler.batches()) void this.#scheduler.track(this.#write(batch));
  }

  /** Rejects the writes that have waited too long, as behind a commit that hangs. */
  #rejectExpired(): void {
    const earliest = performance.now() - TIMEOUTS.queue;
    const count = this.#waiting.findIndex(({ since }) => since > earliest);
    rejectAll(this.#waiting.splice(0, count === -1 ? this.#waiting.length : count), new StoreError('overloaded'));
    this.#timer = undefined;
    if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue / 4).unref();
    }
  }

  /** Settles each write after the commit, a rejected one as well: it may depend on a write of the same batch. */
  async #write(batch: QueuedWrite[]): Promise<void> {
    this.#database.metrics.sent('writes', batch.length);
    const settle: (() => void)[] = [];
    // The commit goes on, and may succeed: the client learns that by a retry with its idempotency key.
    const timer = setTimeout(() => rejectAll(batch, new StoreError('database_timeout')), TIMEOUTS.statement);
    try {
      const plan = new BatchPlan(this.#database.reader, this.#clock.now());
      for (const write of batch) settle.push(settlementOf(write, plan));
      const rows = plan.finish();
      if (rows !== undefined) await this.#database.commit(rows);
      for (const one of settle) one();
      this.#notifier.publish(plan.owners);
    } catch (error) {
      rejectAll(batch, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function settlementOf(write: QueuedWrite, plan: BatchPlan): () => void {
  try {
    const result = plan.add(write);
    return () => write.resolve(result);
  } catch (error) {
    return () => write.reject(error);
  }
}

function rejectAll(batch: readonly QueuedWrite[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
