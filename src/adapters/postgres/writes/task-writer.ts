import { setTimeout as delay } from 'node:timers/promises';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { IdempotencyKey, WriteResult } from '../../../ports/task-repository.ts';
import type { Sharding } from '../batching/sharding.ts';
import { WriteQueue } from '../batching/write-queue.ts';
import { type StateRow, toOutcome } from '../changes/change-row.ts';
import type { Database, RunStatement } from '../driver/database.ts';
import { isConflict, isLockTimeout, mayBeDone, mayBeOfOne } from '../driver/sqlstate.ts';
import { REPLAY } from '../tasks/read-statements.ts';
import type { TaskCache } from '../tasks/task-cache.ts';
import { BaseStates } from './base-states.ts';
import { BatchPlan } from './batch-plan.ts';
import type { BlindWrite } from './blind-write.ts';
import { executeBatch } from './execute-batch.ts';
import type { QueuedWrite, RecoveredWrite, Result, WriteRequest } from './queued-write.ts';
import type { TaskChangeset } from './task-changeset.ts';
import type { CommittedChanges } from './write-statements.ts';

/** How often a write is tried that others keep getting ahead of, and after how often they are held off meanwhile. */
const MAX_ATTEMPTS = 30;
const LOCK_AFTER_CONFLICTS = 3;

/** Does writes in groups: each is done whole or not at all, and is judged as if it had been alone. */
export class TaskWriter {
  readonly #database: Database;
  readonly #recent: TaskCache;
  readonly #beginnings: BaseStates;
  readonly #signal: ChangeNotifier;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  #count = 0;

  constructor(database: Database, recent: TaskCache, signal: ChangeNotifier, clock: Clock, grouping: Sharding) {
    this.#database = database;
    this.#recent = recent;
    this.#beginnings = new BaseStates(recent);
    this.#signal = signal;
    this.#clock = clock;
    this.#queue = new WriteQueue((group) => this.#sendGroup(group), grouping);
    database.metrics.watchQueue('writes', () => this.#queue.size);
  }

  write(request: WriteRequest): Promise<WriteResult> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
    this.#count = (this.#count + 1) % 2 ** 31;
    this.#queue.add({
      ...request,
      number: this.#count,
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
    return row && toOutcome(row);
  }

  #sendGroup(group: QueuedWrite[]): Promise<QueuedWrite[]> {
    this.#database.metrics.sent('writes', group.length);
    return this.#send(group);
  }

  /** Does a group; in parts, if it fails as a whole for what may be the fault of one. Returns what to do again. */
  async #send(group: QueuedWrite[]): Promise<QueuedWrite[]> {
    try {
      return await this.#backOff(await this.#attempt(group));
    } catch (error) {
      if (await this.#mayTryAgain(group, error)) return group;
      const parts = partsOf(group, error);
      if (parts.length > 1) {
        if (isLockTimeout(error)) this.#database.metrics.retried('lock');
        return await this.#split(parts);
      }
      // Whoever is left is who held up the others.
      if (isLockTimeout(error) && group[0]) this.#queue.isolate(group[0].owner);
      if (isConflict(error)) return await this.#backOff(group);
      for (const { reject } of group) reject(error);
      return [];
    }
  }

  /** Whether a group that has lost its connection is to be done again, after a while. */
  async #mayTryAgain(group: QueuedWrite[], error: unknown): Promise<boolean> {
    const tries = Math.max(...group.map(({ connectionLosses }) => connectionLosses)) + 1;
    const latest = Math.max(...group.map(({ since }) => since));
    const pause = this.#database.retries.nextBackoff(error, tries, latest);
    if (pause === undefined) return false;
    for (const write of group) {
      write.connectionLosses = tries;
      write.failure = error as StoreError;
    }
    await delay(pause);
    return true;
  }

  /** Owners at once, as one may have to wait where others have not; one owner's writes one by one. */
  async #split(parts: QueuedWrite[][]): Promise<QueuedWrite[]> {
    const areOwners = new Set(parts.map(([write]) => write?.owner)).size === parts.length;
    if (areOwners) return (await Promise.all(parts.map((part) => this.#send(part)))).flat();
    const again: QueuedWrite[] = [];
    for (const part of parts) again.push(...(await this.#send(part)));
    return again;
  }

  /** Which of those that others got ahead of may try again, after a while that grows. */
  async #backOff(again: QueuedWrite[]): Promise<QueuedWrite[]> {
    for (const write of again) if (++write.conflicts === MAX_ATTEMPTS) write.reject(new StoreError('overloaded'));
    for (const _ of again) this.#database.metrics.retried('conflict');
    const allowed = again.filter(({ conflicts }) => conflicts < MAX_ATTEMPTS);
    const conflicts = allowed.reduce((most, write) => Math.max(most, write.conflicts), 0);
    if (conflicts > 2) await delay(Math.random() * conflicts);
    return allowed;
  }

  /** Nobody is told anything before everything is kept: until then it may all have to be done anew. */
  async #attempt(group: QueuedWrite[]): Promise<QueuedWrite[]> {
    const isOvertaken = group.some(({ conflicts }) => conflicts >= LOCK_AFTER_CONFLICTS);
    const changesets: (TaskChangeset | BlindWrite)[] = [];
    try {
      const { plan, kept } = isOvertaken
        ? await this.#database.transaction((run) => this.#do(group, changesets, run, true))
        : await this.#do(group, changesets, this.#database.run, false);
      return await this.#settleAll(plan, changesets, kept);
    } catch (error) {
      // What was under way may have been done.
      if (mayBeDone(error)) for (const changeset of changesets) changeset.rememberMaybeCommitted();
      throw error;
    }
  }

  /**
   * @param drafts takes what is sent to be kept
   * @param locks whether nobody else may change the tasks in between, which takes longer
   */
  async #do(group: QueuedWrite[], changesets: (TaskChangeset | BlindWrite)[], run: RunStatement, locks: boolean) {
    const found = await this.#beginnings.find(group, run, locks);
    const now = this.#clock.now();
    const plan = new BatchPlan(group, found, now);
    changesets.push(...plan.withEffect);
    return { plan, kept: await executeBatch(changesets, run, now) };
  }

  /** Tells everybody what has become of their writes; returns those that are to be done again. */
  async #settleAll(
    plan: BatchPlan,
    changesets: (TaskChangeset | BlindWrite)[],
    kept: CommittedChanges[],
  ): Promise<QueuedWrite[]> {
    this.#signal.publish([
      ...new Set([...changesets, ...plan.recovered.map(({ write }) => write)].map(({ owner }) => owner)),
    ]);
    for (const { write, error } of plan.rejections) write.reject(error);
    for (const { write, ...recovered } of plan.recovered) this.#settleRecovered(write, recovered);
    const overtaken = [
      ...changesets.flatMap((changeset, t) => this.#settle(changeset.results(kept[t] as CommittedChanges))),
      ...plan.noOps.flatMap((changeset) => this.#settle(changeset.noOpResults)),
    ];
    await Promise.all(plan.replays.map((write) => this.#replay(write).catch(write.reject)));
    return [...overtaken, ...plan.deferred].sort((a, b) => a.number - b.number);
  }

  /**
   * A task that was to be new has an id that nobody else could have used. Any other change may be somebody else's, who did
   * the same in the same millisecond: then it is not known what has become of this one.
   */
  #settleRecovered(write: QueuedWrite, { result, seq }: RecoveredWrite): void {
    if (!write.isNew || result === undefined) write.reject(write.failure);
    else write.resolve({ ...result, seq, replayed: false });
  }

  /** Tells those whose writes are kept; returns the others, whose task is not as it was thought to be. */
  #settle(results: readonly Result[]): QueuedWrite[] {
    const overtaken: QueuedWrite[] = [];
    for (const { write, outcome } of results) {
      if (outcome === undefined) {
        this.#recent.invalidate(write.owner, write.id);
        overtaken.push(write);
      } else {
        this.#recent.put({ state: outcome.after, seq: outcome.seq });
        write.resolve(outcome);
      }
    }
    return overtaken;
  }

  async #replay({ owner, key, resolve, reject }: QueuedWrite): Promise<void> {
    const outcome = key && (await this.findReplay(owner, key));
    // Only one that expired this very moment is gone.
    if (outcome === undefined) reject(new StoreError('overloaded'));
    else resolve(outcome);
  }
}

/** A group without those who are not at fault: by owner, or else, unless it only had to wait too long, one by one. */
function partsOf(group: QueuedWrite[], error: unknown): QueuedWrite[][] {
  if (!mayBeOfOne(error)) return [group];
  const byOwner = [...Map.groupBy(group, ({ owner }) => owner).values()];
  return byOwner.length > 1 || isLockTimeout(error) ? byOwner : group.map((write) => [write]);
}
