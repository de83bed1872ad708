import { setTimeout as delay } from 'node:timers/promises';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Operation, OperationResult, WriteResult } from '../../../ports/task-repository.ts';
import { OperationQueue } from '../batching/operation-queue.ts';
import { WriteQueue } from '../batching/write-queue.ts';
import { findReplay } from '../changes/find-replay.ts';
import type { Database, RunStatement } from '../driver/database.ts';
import { isConflict, isLockTimeout, mayBeCommitted, mayBeFaultOfOne } from '../driver/sqlstate.ts';
import { OperationWriter } from '../operations/operation-writer.ts';
import type { TaskCache } from '../tasks/task-cache.ts';
import { resolveBaseStates } from './base-states.ts';
import { BatchPlan } from './batch-plan.ts';
import type { CommittedChanges } from './batch-rows.ts';
import { executeBatch } from './execute-batch.ts';
import type { QueuedWrite, RecoveredWrite, TryResult, WriteRequest } from './queued-write.ts';
import type { TaskChangeset } from './task-changeset.ts';
import type { UnreadChange } from './unread/unread-change.ts';

/** The most attempts at a write whose base state turns out to be stale each time. */
const MAX_TRIES = 30;
/** The number of conflicts after which a write locks its task when it reads the task's state. */
const LOCK_AFTER_CONFLICTS = 3;

/** A committed batch, and the committed changes of each of its changesets. */
interface ExecutedBatch {
  readonly plan: BatchPlan;
  readonly changesets: readonly (TaskChangeset | UnreadChange)[];
  readonly committed: readonly CommittedChanges[];
}

/** Writes changes of tasks in batches. Each write is atomic, and its result is the same as if it ran alone. */
export class TaskWriter {
  readonly #database: Database;
  readonly #cache: TaskCache;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #queue = new WriteQueue();
  readonly #operationQueue: OperationQueue;
  readonly #operations: OperationWriter;
  #arrivals = 0;

  constructor(database: Database, cache: TaskCache, notifier: ChangeNotifier, clock: Clock) {
    this.#database = database;
    this.#cache = cache;
    this.#notifier = notifier;
    this.#clock = clock;
    this.#operationQueue = new OperationQueue(this.#queue);
    this.#operations = new OperationWriter(database, cache, notifier, clock);
    database.metrics.watchQueue('writes', () => this.#queue.size + this.#operationQueue.size);
    void this.#run();
  }

  write(request: WriteRequest): Promise<WriteResult> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.#arrivals = (this.#arrivals + 1) % 2 ** 31;
    this.#queue.add({
      ...request,
      arrival: this.#arrivals,
      conflicts: 0,
      connectionLosses: 0,
      maybeCommitted: [],
      resolve,
      reject,
    });
    return promise;
  }

  /** @throws IdempotencyKeyReused, or the error of a step of the operation */
  writeAll(owner: UserId, operation: Operation): Promise<OperationResult> {
    const since = performance.now();
    return this.#operationQueue.run(owner, () => this.#operations.write(owner, operation, since));
  }

  async #run(): Promise<void> {
    for await (const batch of this.#queue.batches()) {
      this.#database.metrics.sent('writes', batch.length);
      this.#queue.track(batch, this.#write(batch));
    }
  }

  /** Writes a batch, and returns the writes to retry. Splits the batch if it may have failed because of one write. */
  async #write(batch: QueuedWrite[]): Promise<QueuedWrite[]> {
    let executed: ExecutedBatch;
    try {
      executed = await this.#execute(batch);
    } catch (error) {
      if (await this.#mayRetry(batch, error)) return batch;
      const parts = splitBatch(batch, error);
      if (parts.length > 1) {
        if (isLockTimeout(error)) this.#database.metrics.retried('lock');
        return await this.#writeParts(parts);
      }
      // After a lock timeout, a batch that cannot be split has only one owner, whose locked row has delayed the batch.
      if (isLockTimeout(error) && batch[0]) this.#queue.isolate(batch[0].owner);
      if (isConflict(error)) return await this.#backOff(batch);
      for (const { reject } of batch) reject(error);
      return [];
    }
    try {
      return await this.#backOff(await this.#settleAll(executed));
    } catch (error) {
      // The batch is committed, so it must not run again. Rejecting a write that has its result does nothing.
      for (const { reject } of batch) reject(error);
      return [];
    }
  }

  /** Waits for the backoff, and returns whether to retry a batch whose connection was lost. */
  async #mayRetry(batch: QueuedWrite[], error: unknown): Promise<boolean> {
    const tries = Math.max(...batch.map(({ connectionLosses }) => connectionLosses)) + 1;
    const latest = Math.max(...batch.map(({ since }) => since));
    const backoff = this.#database.retries.nextBackoff(error, tries, latest);
    if (backoff === undefined) return false;
    for (const write of batch) {
      write.connectionLosses = tries;
      write.failure = error as StoreError;
    }
    await delay(backoff);
    return true;
  }

  /**
   * Writes the parts of a batch. Parts of different owners run in parallel, as each may wait for a lock. Parts of one
   * owner run one by one.
   */
  async #writeParts(parts: QueuedWrite[][]): Promise<QueuedWrite[]> {
    const isOnePerOwner = new Set(parts.map(([write]) => write?.owner)).size === parts.length;
    if (isOnePerOwner) return (await Promise.all(parts.map((part) => this.#write(part)))).flat();
    const again: QueuedWrite[] = [];
    for (const part of parts) again.push(...(await this.#write(part)));
    return again;
  }

  /**
   * Counts a conflict for each write. Waits for a random backoff, longer after more conflicts. Returns the writes to
   * retry.
   */
  async #backOff(again: QueuedWrite[]): Promise<QueuedWrite[]> {
    for (const write of again) if (++write.conflicts === MAX_TRIES) write.reject(new StoreError('overloaded'));
    for (const _ of again) this.#database.metrics.retried('conflict');
    const allowed = again.filter(({ conflicts }) => conflicts < MAX_TRIES);
    const conflicts = allowed.reduce((most, write) => Math.max(most, write.conflicts), 0);
    if (conflicts > 2) await delay(Math.random() * conflicts);
    return allowed;
  }

  /**
   * Runs a batch once. No write gets its result before the commit, because all writes may have to be retried. Nothing
   * that fails after the commit may make the batch run again.
   */
  async #execute(batch: QueuedWrite[]): Promise<ExecutedBatch> {
    const locks = batch.some(({ conflicts }) => conflicts >= LOCK_AFTER_CONFLICTS);
    let changesets: (TaskChangeset | UnreadChange)[] = [];
    const execute = async (run: RunStatement) => {
      const states = await resolveBaseStates(batch, this.#cache, run, locks);
      const now = this.#clock.now();
      const plan = new BatchPlan(batch, states, now);
      changesets = plan.withEffect;
      return { plan, changesets, committed: await executeBatch(changesets, run, now) };
    };
    try {
      return locks ? await this.#database.transaction(execute) : await execute(this.#database.run);
    } catch (error) {
      if (mayBeCommitted(error)) {
        for (const changeset of changesets) changeset.rememberMaybeCommitted();
        for (const write of batch) write.failure = error as StoreError;
      }
      throw error;
    }
  }

  /** Resolves or rejects the writes of a committed batch, and returns the writes to retry. */
  async #settleAll({ plan, changesets, committed }: ExecutedBatch): Promise<QueuedWrite[]> {
    this.#notifier.publish([
      ...new Set([...changesets, ...plan.recovered.map(({ write }) => write)].map(({ owner }) => owner)),
    ]);
    for (const { write, error } of plan.rejections) write.reject(error);
    for (const { write, ...recovered } of plan.recovered) settleRecovered(write, recovered);
    const stale = [
      ...changesets.flatMap((changeset, t) => this.#settle(changeset.results(committed[t] as CommittedChanges))),
      ...plan.noOps.flatMap((changeset) => this.#settle(changeset.noOpResults)),
    ];
    await Promise.all(plan.replays.map((write) => this.#replay(write).catch(write.reject)));
    return [...stale, ...plan.deferred].sort((a, b) => a.arrival - b.arrival);
  }

  /** Resolves the writes that were committed. Returns the other writes, whose base state was stale. */
  #settle(results: readonly TryResult[]): QueuedWrite[] {
    const stale: QueuedWrite[] = [];
    for (const { write, result, error } of results) {
      if (error !== undefined) write.reject(error);
      else if (result === undefined) {
        // An unread write has not used the cache.
        if (write.command === undefined) this.#cache.invalidate(write.owner, write.id);
        write.command = undefined;
        stale.push(write);
      } else {
        this.#cache.put({ state: result.after, seq: result.seq });
        // After the microtasks that send the next batch: PostgreSQL works while this process writes the replies.
        process.nextTick(write.resolve, result);
      }
    }
    return stale;
  }

  async #replay({ owner, key, resolve, reject }: QueuedWrite): Promise<void> {
    const result = key && (await findReplay(this.#database.read, owner, key));
    // The idempotency key has just been purged. The error tells the client to retry.
    if (result === undefined) reject(new StoreError('overloaded'));
    else if ('report' in result) reject(new IdempotencyKeyReused());
    else resolve(result);
  }
}

/**
 * Resolves or rejects a write whose change was found in the log after its connection was lost. A write that created a
 * task is resolved: no one else knows the task's id, so the change is its own. Any other write is rejected, because
 * another process may have made the same change in the same millisecond.
 */
function settleRecovered(write: QueuedWrite, { result, seq }: RecoveredWrite): void {
  if (write.isNew && result !== undefined) write.resolve({ ...result, seq, replayed: false });
  else write.reject(write.failure);
}

/**
 * Splits a failed batch to find the write that made it fail: first by owner, then into single writes. After a lock
 * timeout, splits only by owner.
 */
function splitBatch(batch: QueuedWrite[], error: unknown): QueuedWrite[][] {
  if (!mayBeFaultOfOne(error)) return [batch];
  const byOwner = [...Map.groupBy(batch, ({ owner }) => owner).values()];
  return byOwner.length > 1 || isLockTimeout(error) ? byOwner : batch.map((write) => [write]);
}
