import { setTimeout as delay } from 'node:timers/promises';
import type { Seq } from '../../../domain/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeSignal } from '../../../ports/change-signal.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store.ts';
import type { IdempotencyKey, Outcome } from '../../../ports/task-repository.ts';
import { type StateRow, toOutcome } from '../change-row.ts';
import type { Database, RunStatement } from '../database.ts';
import type { Grouping } from '../grouping.ts';
import { REPLAY } from '../read/read-statements.ts';
import type { RecentStates } from '../read/recent-states.ts';
import { isConflict, isLockTimeout, mayBeDone, mayBeOfOne } from '../sqlstate.ts';
import { Beginnings } from './beginnings.ts';
import { BlindWrite } from './blind-write.ts';
import type { Draft, Step } from './draft.ts';
import { type Kept, keep } from './keep.ts';
import { Plan } from './plan.ts';
import type { Result, Write, WriteRequest } from './write.ts';
import { WriteQueue } from './write-queue.ts';

/** How often a write is tried that others keep getting ahead of, and after how often they are held off meanwhile. */
const MAX_ATTEMPTS = 30;
const PATIENCE = 3;

/** Does writes in groups: each is done whole or not at all, and is judged as if it had been alone. */
export class TaskWriter {
  readonly #database: Database;
  readonly #recent: RecentStates;
  readonly #beginnings: Beginnings;
  readonly #signal: ChangeSignal;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  #count = 0;

  constructor(database: Database, recent: RecentStates, signal: ChangeSignal, clock: Clock, grouping: Grouping) {
    this.#database = database;
    this.#recent = recent;
    this.#beginnings = new Beginnings(recent);
    this.#signal = signal;
    this.#clock = clock;
    this.#queue = new WriteQueue((group) => this.#sendGroup(group), grouping);
    database.metrics.watchQueue('writes', () => this.#queue.size);
  }

  write(request: WriteRequest): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#count = (this.#count + 1) % 2 ** 31;
    this.#queue.add({ ...request, number: this.#count, attempts: 0, losses: 0, sent: [], resolve, reject });
    return promise;
  }

  /** @throws IdempotencyKeyReused */
  async outcomeOf(owner: UserId, { name, fingerprint }: IdempotencyKey): Promise<Outcome | undefined> {
    const [row] = await this.#database.read<StateRow & { fingerprint: string }>(REPLAY, [owner, name]);
    if (row !== undefined && row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return row && toOutcome(row);
  }

  #sendGroup(group: Write[]): Promise<Write[]> {
    this.#database.metrics.sent('writes', group.length);
    return this.#send(group);
  }

  /** Does a group; in parts, if it fails as a whole for what may be the fault of one. Returns what to do again. */
  async #send(group: Write[]): Promise<Write[]> {
    try {
      return await this.#allowed(await this.#attempt(group));
    } catch (error) {
      if (await this.#mayTryAgain(group, error)) return group;
      const parts = partsOf(group, error);
      if (parts.length > 1) {
        if (isLockTimeout(error)) this.#database.metrics.retried('lock');
        return await this.#sendParts(parts);
      }
      // Whoever is left is who held up the others.
      if (isLockTimeout(error) && group[0]) this.#queue.isolate(group[0].owner);
      if (isConflict(error)) return await this.#allowed(group);
      for (const { reject } of group) reject(error);
      return [];
    }
  }

  /** Whether a group that has lost its connection is to be done again, after a while. */
  async #mayTryAgain(group: Write[], error: unknown): Promise<boolean> {
    const tries = Math.max(...group.map(({ losses }) => losses)) + 1;
    const latest = Math.max(...group.map(({ since }) => since));
    const pause = this.#database.retries.pause(error, tries, latest);
    if (pause === undefined) return false;
    for (const write of group) {
      write.losses = tries;
      write.failure = error as StoreError;
    }
    await delay(pause);
    return true;
  }

  /** Owners at once, as one may have to wait where others have not; one owner's writes one by one. */
  async #sendParts(parts: Write[][]): Promise<Write[]> {
    const areOwners = new Set(parts.map(([write]) => write?.owner)).size === parts.length;
    if (areOwners) return (await Promise.all(parts.map((part) => this.#send(part)))).flat();
    const again: Write[] = [];
    for (const part of parts) again.push(...(await this.#send(part)));
    return again;
  }

  /** Which of those that others got ahead of may try again, after a while that grows. */
  async #allowed(again: Write[]): Promise<Write[]> {
    for (const write of again) if (++write.attempts === MAX_ATTEMPTS) write.reject(new StoreError('overloaded'));
    for (const _ of again) this.#database.metrics.retried('conflict');
    const allowed = again.filter(({ attempts }) => attempts < MAX_ATTEMPTS);
    const attempts = allowed.reduce((most, write) => Math.max(most, write.attempts), 0);
    if (attempts > 2) await delay(Math.random() * attempts);
    return allowed;
  }

  /** Nobody is told anything before everything is kept: until then it may all have to be done anew. */
  async #attempt(group: Write[]): Promise<Write[]> {
    const isOvertaken = group.some(({ attempts }) => attempts >= PATIENCE);
    const drafts: (Draft | BlindWrite)[] = [];
    try {
      const { plan, kept } = isOvertaken
        ? await this.#database.transaction((run) => this.#do(group, drafts, run, true))
        : await this.#do(group, drafts, this.#database.run, false);
      return await this.#tell(plan, drafts, kept);
    } catch (error) {
      // What was under way may have been done.
      if (mayBeDone(error)) for (const draft of drafts) draft.rememberSent();
      throw error;
    }
  }

  /**
   * @param drafts takes what is sent to be kept
   * @param locks whether nobody else may change the tasks in between, which takes longer
   */
  async #do(group: Write[], drafts: (Draft | BlindWrite)[], run: RunStatement, locks: boolean) {
    const found = await this.#beginnings.find(group, run, locks);
    const now = this.#clock.now();
    const plan = new Plan(group, found, now);
    drafts.push(...plan.worthKeeping);
    return { plan, kept: await keep(drafts, run, now) };
  }

  /** Tells everybody what has become of their writes; returns those that are to be done again. */
  async #tell(plan: Plan, drafts: (Draft | BlindWrite)[], kept: Kept[]): Promise<Write[]> {
    this.#signal.announce([...new Set([...drafts, ...plan.made.map(({ write }) => write)].map(({ owner }) => owner))]);
    for (const { write, error } of plan.refusals) write.reject(error);
    for (const { write, sent, seq } of plan.made) this.#tellMade(write, sent, seq);
    const overtaken = [
      ...drafts.flatMap((draft, t) => this.#settle(draft.results(kept[t] as Kept))),
      ...plan.idle.flatMap((draft) => this.#settle(draft.idleResults)),
    ];
    await Promise.all(plan.replays.map((write) => this.#replay(write).catch(write.reject)));
    return [...overtaken, ...plan.postponed].sort((a, b) => a.number - b.number);
  }

  /**
   * A task that was to be new has an id that nobody else could have used. Any other change may be somebody else's, who did
   * the same in the same millisecond: then it is not known what has become of this one.
   */
  #tellMade(write: Write, sent: Step | BlindWrite, seq: Seq): void {
    if (!write.isNew || sent instanceof BlindWrite) write.reject(write.failure);
    else write.resolve({ seq, kind: sent.kind, after: sent.after, replayed: false });
  }

  /** Tells those whose writes are kept; returns the others, whose task is not as it was thought to be. */
  #settle(results: readonly Result[]): Write[] {
    const overtaken: Write[] = [];
    for (const { write, outcome } of results) {
      if (outcome === undefined) {
        this.#recent.forget(write.owner, write.id);
        overtaken.push(write);
      } else {
        this.#recent.see({ state: outcome.after, seq: outcome.seq });
        write.resolve(outcome);
      }
    }
    return overtaken;
  }

  async #replay({ owner, key, resolve, reject }: Write): Promise<void> {
    const outcome = key && (await this.outcomeOf(owner, key));
    // Only one that expired this very moment is gone.
    if (outcome === undefined) reject(new StoreError('overloaded'));
    else resolve(outcome);
  }
}

/** A group without those who are not at fault: by owner, or else, unless it only had to wait too long, one by one. */
function partsOf(group: Write[], error: unknown): Write[][] {
  if (!mayBeOfOne(error)) return [group];
  const byOwner = [...Map.groupBy(group, ({ owner }) => owner).values()];
  return byOwner.length > 1 || isLockTimeout(error) ? byOwner : group.map((write) => [write]);
}
