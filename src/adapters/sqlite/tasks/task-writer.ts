import type { Seq } from '../../../domain/changes/change.ts';
import { DomainError } from '../../../domain/errors.ts';
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

/** The most changes in a batch. An operation with more changes gets a batch of its own. */
const MAX_BATCH = 1_000;

/**
 * The most large operations that are planned at once, before they are queued. This limits the memory for their plans.
 */
const MAX_PREPARING = 2;

interface Queued<Result> {
  /** The time at which the write was queued, by `performance.now()`. */
  readonly since: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

type QueuedWrite = WriteRequest & Queued<WriteResult>;

interface QueuedOperation extends Queued<OperationResult> {
  readonly owner: UserId;
  readonly operation: Operation;
  readonly prepared: PreparedOperation | undefined;
}

/** A large operation that was planned before it was queued, so that its planning does not delay the queued writes. */
interface PreparedOperation {
  readonly plan: BatchPlan;
  readonly result: OperationResult;
  /** The `seq` of the owner's last change when the operation was planned. Any later change makes the plan outdated. */
  readonly last: Seq;
}

/** Writes tasks by group commit: writes that arrive while a batch is in flight share the next batch. */
export class TaskWriter {
  readonly #database: SqliteDatabase;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #waiting: (QueuedWrite | QueuedOperation)[] = [];
  readonly #scheduler: BatchScheduler<QueuedWrite | QueuedOperation>;
  /** The number of large operations that are being planned, and are not queued yet. */
  #preparing = 0;
  /** The timer that rejects writes that have waited too long. It runs only while writes wait. */
  #timer: NodeJS.Timeout | undefined;

  constructor(database: SqliteDatabase, notifier: ChangeNotifier, clock: Clock) {
    this.#database = database;
    this.#notifier = notifier;
    this.#clock = clock;
    const waiting = this.#waiting;
    const queue = {
      get size() {
        return waiting.length;
      },
      take: () => waiting.splice(0, lengthOfBatch(waiting)),
    };
    this.#scheduler = new BatchScheduler(queue, 1);
    database.metrics.watchQueue('writes', () => queue.size);
    void this.#run();
  }

  async write(request: WriteRequest): Promise<WriteResult> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.#add({ ...request, since: performance.now(), resolve, reject });
    return promise;
  }

  async writeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    const prepares = operation.steps.length > MAX_BATCH && this.#preparing < MAX_PREPARING;
    const prepared = prepares ? await this.#prepare(owner, operation) : undefined;
    const { promise, resolve, reject } = Promise.withResolvers<OperationResult>();
    this.#add({ owner, operation, prepared, since: performance.now(), resolve, reject });
    return promise;
  }

  /**
   * Plans an operation before it is queued. Returns undefined if a step fails. The step is tried again in the
   * operation's batch, when its task may have another state.
   */
  async #prepare(owner: UserId, operation: Operation): Promise<PreparedOperation | undefined> {
    const { reader } = this.#database;
    const last = reader.lastSeq(owner);
    const plan = new BatchPlan(reader, this.#clock.now());
    this.#preparing++;
    try {
      return { plan, result: await plan.addAll(owner, operation), last };
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    } finally {
      this.#preparing--;
    }
  }

  /** @throws StoreError `overloaded` if too many writes are waiting */
  #add(write: QueuedWrite | QueuedOperation): void {
    if (this.#waiting.length >= MAX_WAITING) throw new StoreError('overloaded');
    this.#waiting.push(write);
    this.#timer ??= setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue).unref();
    this.#scheduler.schedule();
  }

  async #run(): Promise<void> {
    for await (const batch of this.#scheduler.batches()) void this.#scheduler.track(this.#write(batch));
  }

  /** Rejects the writes that have waited for longer than `TIMEOUTS.queue`, for example because a commit hangs. */
  #rejectExpired(): void {
    const earliest = performance.now() - TIMEOUTS.queue;
    const count = this.#waiting.findIndex(({ since }) => since > earliest);
    rejectAll(this.#waiting.splice(0, count === -1 ? this.#waiting.length : count), new StoreError('overloaded'));
    this.#timer = undefined;
    if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.#rejectExpired(), TIMEOUTS.queue / 4).unref();
    }
  }

  /**
   * Writes a batch, and resolves or rejects each write after the commit. Rejections also wait for the commit, because
   * they may depend on an earlier write of the batch.
   */
  async #write(batch: (QueuedWrite | QueuedOperation)[]): Promise<void> {
    this.#database.metrics.sent('writes', batch.length);
    const settle: (() => void)[] = [];
    // The commit continues after this timeout, and may succeed. A client gets the result if it repeats the request with
    // the same idempotency key.
    const timer = setTimeout(() => rejectAll(batch, new StoreError('database_timeout')), TIMEOUTS.statement);
    try {
      const prepared = this.#currentlyPrepared(batch);
      const plan = prepared?.plan ?? new BatchPlan(this.#database.reader, this.#clock.now());
      for (const write of batch) {
        if (!('operation' in write)) settle.push(settlementOf(write, plan));
        else if (prepared === undefined) settle.push(await settlementOfOperation(write, plan));
        else settle.push(() => write.resolve(prepared.result));
      }
      await this.#database.commit(plan.finish());
      for (const one of settle) one();
      this.#notifier.publish(plan.owners);
    } catch (error) {
      rejectAll(batch, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** If a batch consists of one large operation, returns its plan, unless the owner's tasks have changed since then. */
  #currentlyPrepared([write]: readonly (QueuedWrite | QueuedOperation)[]): PreparedOperation | undefined {
    if (write === undefined || !('operation' in write) || write.prepared === undefined) return undefined;
    const { owner, operation, prepared } = write;
    const { reader } = this.#database;
    if (prepared.last !== reader.lastSeq(owner)) return undefined;
    // The log shows no write that left its task unchanged, but such a write may have stored the same idempotency key
    // meanwhile.
    return operation.key !== undefined && reader.hasKey(owner, operation.key) ? undefined : prepared;
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

async function settlementOfOperation(
  { owner, operation, resolve, reject }: QueuedOperation,
  plan: BatchPlan,
): Promise<() => void> {
  try {
    const result = await plan.addAll(owner, operation);
    return () => resolve(result);
  } catch (error) {
    return () => reject(error);
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

function rejectAll(batch: readonly Queued<never>[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
