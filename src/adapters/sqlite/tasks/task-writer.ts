import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Operation, OperationResult, WriteResult } from '../../../ports/task-repository.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { BatchScheduler } from '../../batching/batch-scheduler.ts';
import { MAX_WAITING } from '../../batching/fifo.ts';
import type { SqliteDatabase } from '../database/sqlite-database.ts';
import { BatchPlan, type WriteRequest } from './batch-plan.ts';
import { OperationPreparer, type PreparedOperation } from './operation-preparer.ts';
import { PlannedBatch, type QueuedOperation, type QueuedWrite, rejectAll } from './planned-batch.ts';

// A new write during a commit ──┐
//                               ▼
// A new write ──► waiting ──► planned ──► commit in flight ──► settled: written, or rejected by a rule
//                   ▲ │         │           └────────────────► rejected: the commit failed, or takes too long
//                   │ └─────────│────────────────────────────► rejected: waited longer than TIMEOUTS.queue
//                   └───────────┘ if the commit before its own fails, or takes too long

/** The most changes in a batch. An operation with more changes gets a batch of its own. */
const MAX_BATCH = 1_000;

/** Writes tasks by group commit: writes that arrive while a batch is in flight share the next batch. */
export class TaskWriter {
  readonly #database: SqliteDatabase;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #waiting: (QueuedWrite | QueuedOperation)[] = [];
  /**
   * The batch for the next commit, which is planned on the results of the commit in flight. Undefined if no commit is in
   * flight, or if that takes too long.
   */
  #ahead: PlannedBatch | undefined;
  readonly #scheduler: BatchScheduler<QueuedWrite | QueuedOperation>;
  readonly #preparer: OperationPreparer;
  /** The timer that rejects writes that have waited too long. It runs only while writes wait. */
  #timer: NodeJS.Timeout | undefined;

  constructor(database: SqliteDatabase, notifier: ChangeNotifier, clock: Clock) {
    this.#database = database;
    this.#notifier = notifier;
    this.#clock = clock;
    this.#preparer = new OperationPreparer(database, clock);
    const waiting = this.#waiting;
    const queue = {
      get size() {
        return waiting.length;
      },
      take: () => waiting.splice(0, lengthOfBatch(waiting)),
    };
    this.#scheduler = new BatchScheduler(queue, 1);
    database.metrics.watchQueue('writes', () => this.#size);
    void this.#run();
  }

  async write(request: WriteRequest): Promise<WriteResult> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.#add({ ...request, since: performance.now(), resolve, reject });
    return promise;
  }

  async writeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    const isLarge = operation.steps.length > MAX_BATCH;
    const prepared = isLarge ? await this.#preparer.prepare(owner, operation) : undefined;
    const { promise, resolve, reject } = Promise.withResolvers<OperationResult>();
    this.#add({ owner, operation, prepared, since: performance.now(), resolve, reject });
    return promise;
  }

  get #size(): number {
    return this.#waiting.length + (this.#ahead?.writes.length ?? 0);
  }

  /** @throws StoreError `overloaded` if too many writes are waiting */
  #add(write: QueuedWrite | QueuedOperation): void {
    if (this.#size >= MAX_WAITING) throw new StoreError('overloaded');
    this.#timer ??= setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue).unref();
    const ahead = this.#ahead;
    const isQueueEmpty = this.#waiting.length === 0;
    if (ahead !== undefined && ahead.writes.length < MAX_BATCH && isQueueEmpty && !('operation' in write))
      ahead.add(write);
    else {
      this.#waiting.push(write);
      this.#scheduler.schedule();
    }
  }

  async #run(): Promise<void> {
    for await (const writes of this.#scheduler.batches()) void this.#scheduler.track(this.#write(writes));
  }

  /** Rejects the writes that have waited for longer than `TIMEOUTS.queue`, for example because a commit hangs. */
  #rejectExpired(): void {
    const earliest = performance.now() - TIMEOUTS.queue;
    const first = this.#ahead?.writes[0];
    if (first !== undefined && first.since <= earliest) this.#unplan();
    const count = this.#waiting.findIndex(({ since }) => since > earliest);
    rejectAll(this.#waiting.splice(0, count === -1 ? this.#waiting.length : count), new StoreError('overloaded'));
    this.#timer = undefined;
    if (this.#size > 0) this.#timer = setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue / 4).unref();
  }

  /** Writes a batch, and then the batches that are planned meanwhile, until no write is planned. */
  async #write(writes: (QueuedWrite | QueuedOperation)[]): Promise<void> {
    let batch = await this.#plan(writes);
    while (batch !== undefined) batch = await this.#commit(batch);
  }

  async #plan(writes: (QueuedWrite | QueuedOperation)[]): Promise<PlannedBatch | undefined> {
    try {
      const prepared = this.#preparedOf(writes);
      const batch = new PlannedBatch(prepared?.plan ?? new BatchPlan(this.#database.reader, this.#clock.now()));
      for (const write of writes) {
        if (!('operation' in write)) batch.add(write);
        else if (prepared === undefined) await batch.addOperation(write);
        else batch.addPrepared(write, prepared);
      }
      return batch;
    } catch (error) {
      rejectAll(writes, error);
      return undefined;
    }
  }

  /** If a batch consists of one large operation, returns its plan, unless the owner's tasks have changed since then. */
  #preparedOf([write]: readonly (QueuedWrite | QueuedOperation)[]): PreparedOperation | undefined {
    if (write === undefined || !('operation' in write) || write.prepared === undefined) return undefined;
    const { owner, operation, prepared } = write;
    return this.#preparer.isCurrent(prepared, owner, operation) ? prepared : undefined;
  }

  /** Commits a batch, and returns the batch that was planned meanwhile; undefined if there is none. */
  async #commit(batch: PlannedBatch): Promise<PlannedBatch | undefined> {
    this.#database.metrics.sent('writes', batch.writes.length);
    // The commit continues after this timeout, and may succeed. A client gets the result if it repeats the request with
    // the same idempotency key.
    const timer = setTimeout(() => rejectAll(batch.writes, new StoreError('database_timeout')), TIMEOUTS.statement);
    try {
      this.#ahead = new PlannedBatch(new BatchPlan(this.#database.reader, this.#clock.now(), batch.plan));
      await this.#database.commit(batch.plan.finish());
    } catch (error) {
      rejectAll(batch.writes, error);
      this.#unplan();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
    // First the next commit starts, so that the writer thread works while this thread sends the results.
    process.nextTick(() => {
      batch.settle();
      this.#notifier.publish(batch.plan.owners);
    });
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead?.writes.length ? ahead : undefined;
  }

  /** Puts the writes that were planned ahead back into the queue: the commit before them has failed, or takes too long. */
  #unplan(): void {
    this.#waiting.unshift(...(this.#ahead?.writes ?? []));
    this.#ahead = undefined;
  }
}

/** Returns the number of waiting writes that fit into the next batch. */
function lengthOfBatch(waiting: readonly (QueuedWrite | QueuedOperation)[]): number {
  let changes = 0;
  const end = waiting.findIndex((write) => {
    changes += 'operation' in write ? write.operation.steps.length : 1;
    return changes > MAX_BATCH;
  });
  return end === -1 ? waiting.length : Math.max(1, end);
}
