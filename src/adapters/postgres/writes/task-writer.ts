import { setTimeout as delay } from 'node:timers/promises';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { IdempotencyKey, WriteResult } from '../../../ports/task-repository.ts';
import type { Sharding } from '../batching/sharding.ts';
import { WriteQueue } from '../batching/write-queue.ts';
import { type StateRow, toReplay } from '../changes/change-row.ts';
import type { Database, RunStatement } from '../driver/database.ts';
import { isConflict, isLockTimeout, mayBeCommitted, mayBeFaultOfOne } from '../driver/sqlstate.ts';
import { REPLAY } from '../tasks/read-statements.ts';
import type { TaskCache } from '../tasks/task-cache.ts';
import { resolveBaseStates } from './base-states.ts';
import { BatchPlan } from './batch-plan.ts';
import { executeBatch } from './execute-batch.ts';
import type { QueuedWrite, RecoveredWrite, TryResult, WriteRequest } from './queued-write.ts';
import type { TaskChangeset } from './task-changeset.ts';
import type { CommittedChanges } from './write-statements.ts';

/** How often a write is tried while its base state is stale. */
const MAX_TRIES = 30;
/** After how many conflicts a write locks its task before it reads it. */
const LOCK_AFTER_CONFLICTS = 3;

/** Writes in batches. Each write is atomic, and its result is the same as if it had been alone. */
export class TaskWriter {
  readonly #database: Database;
  readonly #cache: TaskCache;
  readonly #notifier: ChangeNotifier;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  #arrivals = 0;

  constructor(database: Database, cache: TaskCache, notifier: ChangeNotifier, clock: Clock, sharding: Sharding) {
    this.#database = database;
    this.#cache = cache;
    this.#notifier = notifier;
    this.#clock = clock;
    this.#queue = new WriteQueue(sharding);
    database.metrics.watchQueue('writes', () => this.#queue.size);
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

  /** @throws IdempotencyKeyReused */
  async findReplay(owner: UserId, { name, fingerprint }: IdempotencyKey): Promise<WriteResult | undefined> {
    const [row] = await this.#database.read<StateRow & { fingerprint: string }>(REPLAY, [owner, name]);
    if (row !== undefined && row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return row && toReplay(row);
  }

  async #run(): Promise<void> {
    for await (const batch of this.#queue.batches()) {
      this.#database.metrics.sent('writes', batch.length);
      this.#queue.track(batch, this.#write(batch));
    }
  }

  /** Writes a batch, and returns the writes to try again. If it fails through the fault of one write, splits it. */
  async #write(batch: QueuedWrite[]): Promise<QueuedWrite[]> {
    try {
      return await this.#backOff(await this.#tryOnce(batch));
    } catch (error) {
      if (await this.#mayRetry(batch, error)) return batch;
      const parts = splitBatch(batch, error);
      if (parts.length > 1) {
        if (isLockTimeout(error)) this.#database.metrics.retried('lock');
        return await this.#writeParts(parts);
      }
      // The owner left after the split is the one whose lock held up the batch.
      if (isLockTimeout(error) && batch[0]) this.#queue.isolate(batch[0].owner);
      if (isConflict(error)) return await this.#backOff(batch);
      for (const { reject } of batch) reject(error);
      return [];
    }
  }

  /** Returns whether to retry a batch whose connection was lost, after a backoff. */
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

  /** Writes different owners' parts at once, as one may have to wait for a lock; parts of one owner one by one. */
  async #writeParts(parts: QueuedWrite[][]): Promise<QueuedWrite[]> {
    const isOnePerOwner = new Set(parts.map(([write]) => write?.owner)).size === parts.length;
    if (isOnePerOwner) return (await Promise.all(parts.map((part) => this.#write(part)))).flat();
    const again: QueuedWrite[] = [];
    for (const part of parts) again.push(...(await this.#write(part)));
    return again;
  }

  /** Returns the writes with a conflict that may be tried again, after a random backoff that grows with their conflicts. */
  async #backOff(again: QueuedWrite[]): Promise<QueuedWrite[]> {
    for (const write of again) if (++write.conflicts === MAX_TRIES) write.reject(new StoreError('overloaded'));
    for (const _ of again) this.#database.metrics.retried('conflict');
    const allowed = again.filter(({ conflicts }) => conflicts < MAX_TRIES);
    const conflicts = allowed.reduce((most, write) => Math.max(most, write.conflicts), 0);
    if (conflicts > 2) await delay(Math.random() * conflicts);
    return allowed;
  }

  /** Returns the writes to try again. No write is settled before the batch is committed, as all may have to be retried. */
  async #tryOnce(batch: QueuedWrite[]): Promise<QueuedWrite[]> {
    const locks = batch.some(({ conflicts }) => conflicts >= LOCK_AFTER_CONFLICTS);
    let changesets: TaskChangeset[] = [];
    const execute = async (run: RunStatement) => {
      const plan = new BatchPlan(batch, await resolveBaseStates(batch, this.#cache, run, locks));
      changesets = plan.withEffect;
      return { plan, committed: await executeBatch(changesets, run, this.#clock.now()) };
    };
    try {
      const { plan, committed } = locks ? await this.#database.transaction(execute) : await execute(this.#database.run);
      return await this.#settleAll(plan, changesets, committed);
    } catch (error) {
      if (mayBeCommitted(error)) for (const changeset of changesets) changeset.rememberMaybeCommitted();
      throw error;
    }
  }

  /** Settles the writes of a batch, and returns those to try again. */
  async #settleAll(
    plan: BatchPlan,
    changesets: TaskChangeset[],
    committed: CommittedChanges[],
  ): Promise<QueuedWrite[]> {
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

  /** Resolves the committed writes; returns the others, whose base state was stale. */
  #settle(results: readonly TryResult[]): QueuedWrite[] {
    const stale: QueuedWrite[] = [];
    for (const { write, result } of results) {
      if (result === undefined) {
        this.#cache.invalidate(write.owner, write.id);
        stale.push(write);
      } else {
        this.#cache.put({ state: result.after, seq: result.seq });
        write.resolve(result);
      }
    }
    return stale;
  }

  async #replay({ owner, key, resolve, reject }: QueuedWrite): Promise<void> {
    const result = key && (await this.findReplay(owner, key));
    // The key has been purged a moment ago: the client may retry.
    if (result === undefined) reject(new StoreError('overloaded'));
    else resolve(result);
  }
}

/**
 * Settles a write whose log entry was found after its connection was lost. Only a new task's entry is surely this write's,
 * as no one else knows its id; another process may have made the same change in the same millisecond.
 */
function settleRecovered(write: QueuedWrite, { result, seq }: RecoveredWrite): void {
  if (write.isNew) write.resolve({ ...result, seq, replayed: false });
  else write.reject(write.failure);
}

/** Splits a failed batch to find the write at fault: by owner, then one by one, unless it only waited too long for a lock. */
function splitBatch(batch: QueuedWrite[], error: unknown): QueuedWrite[][] {
  if (!mayBeFaultOfOne(error)) return [batch];
  const byOwner = [...Map.groupBy(batch, ({ owner }) => owner).values()];
  return byOwner.length > 1 || isLockTimeout(error) ? byOwner : batch.map((write) => [write]);
}
