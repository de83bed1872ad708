import { setTimeout as delay } from 'node:timers/promises';
import type { Seq } from '../../../domain/change.ts';
import { IdempotencyKeyReused } from '../../../domain/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeSignal } from '../../../ports/change-signal.ts';
import type { Clock } from '../../../ports/clock.ts';
import { StoreError } from '../../../ports/store.ts';
import type { IdempotencyKey, Outcome } from '../../../ports/task-repository.ts';
import { type StateRow, toOutcome, toSeq, toState } from '../change-row.ts';
import type { Database, RunStatement } from '../database.ts';
import type { Grouping } from '../grouping.ts';
import { REPLAY, type Statement } from '../read/read-statements.ts';
import type { RecentState, RecentStates } from '../read/recent-states.ts';
import { isConflict, isLockTimeout } from '../sqlstate.ts';
import type { Draft } from './draft.ts';
import { type Found, Plan } from './plan.ts';
import { singleStatement } from './single-statement.ts';
import type { Write, WriteRequest } from './write.ts';
import { WriteQueue } from './write-queue.ts';
import { type FoundRow, foundStatement, type KeptRow, lockedStatement, writeStatement } from './write-statements.ts';

/** How often a write is tried that others keep getting ahead of, and after how often they are held off meanwhile. */
const MAX_ATTEMPTS = 30;
const PATIENCE = 3;

/** Does writes in groups: each is done whole or not at all, and is judged as if it had been alone. */
export class TaskWriter {
  readonly #database: Database;
  readonly #recent: RecentStates;
  readonly #signal: ChangeSignal;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  #count = 0;

  constructor(database: Database, recent: RecentStates, signal: ChangeSignal, clock: Clock, grouping: Grouping) {
    this.#database = database;
    this.#recent = recent;
    this.#signal = signal;
    this.#clock = clock;
    this.#queue = new WriteQueue((group) => this.#send(group), grouping);
  }

  write(request: WriteRequest): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#count = (this.#count + 1) % 2 ** 31;
    this.#queue.add({ ...request, number: this.#count, since: performance.now(), attempts: 0, resolve, reject });
    return promise;
  }

  /** @throws IdempotencyKeyReused */
  async outcomeOf(owner: UserId, { name, fingerprint }: IdempotencyKey): Promise<Outcome | undefined> {
    const [row] = await this.#database.run<StateRow & { fingerprint: string }>(REPLAY, [owner, name]);
    if (row !== undefined && row.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    return row && toOutcome(row);
  }

  /** Does a group; in parts, if it fails as a whole for what may be the fault of one. Returns what to do again. */
  async #send(group: Write[]): Promise<Write[]> {
    try {
      return await this.#allowed(await this.#attempt(group));
    } catch (error) {
      const parts = partsOf(group, error);
      if (parts.length > 1) return await this.#sendParts(parts);
      // Whoever is left is who held up the others.
      if (isLockTimeout(error) && group[0]) this.#queue.isolate(group[0].owner);
      if (isConflict(error)) return await this.#allowed(group);
      for (const { reject } of group) reject(error);
      return [];
    }
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
    const allowed = again.filter(({ attempts }) => attempts < MAX_ATTEMPTS);
    const attempts = allowed.reduce((most, write) => Math.max(most, write.attempts), 0);
    if (attempts > 2) await delay(Math.random() * attempts);
    return allowed;
  }

  /** Nobody is told anything before everything is kept: until then it may all have to be done anew. */
  async #attempt(group: Write[]): Promise<Write[]> {
    const isOvertaken = group.some(({ attempts }) => attempts >= PATIENCE);
    const { plan, drafts, kept } = isOvertaken
      ? await this.#database.transaction((run) => this.#do(group, run, true))
      : await this.#do(group, this.#database.run, false);
    this.#signal.announce([...new Set(drafts.map(({ owner }) => owner))]);
    for (const { write, error } of plan.refusals) write.reject(error);
    const overtaken = [
      ...drafts.flatMap((draft, t) => this.#settle(draft, (step) => kept[t]?.get(step))),
      ...plan.idle.flatMap((draft) => this.#settle(draft, () => (draft.isCertain ? draft.seq : undefined))),
    ];
    await Promise.all(plan.replays.map((write) => this.#replay(write).catch(write.reject)));
    return [...overtaken, ...plan.postponed].sort((a, b) => a.number - b.number);
  }

  /** @param locks whether nobody else may change the tasks in between, which takes longer */
  async #do(group: Write[], run: RunStatement, locks: boolean) {
    const plan = new Plan(group, await this.#find(group, run, locks));
    const drafts = plan.worthKeeping;
    return { plan, drafts, kept: await this.#keep(drafts, run) };
  }

  /**
   * What the writes begin with. At first that is what was last seen, and keys are believed to be new: whether that is so
   * turns out when they are done. A group with keys, and what did not succeed so, asks the database before.
   */
  async #find(group: Write[], run: RunStatement, locks: boolean): Promise<Map<Write, Found>> {
    const found = new Map<Write, Found>();
    const asking: Write[] = [];
    for (const write of group) {
      const { owner, id, isNew, key, attempts } = write;
      const recent = isNew ? undefined : laterOf(this.#recent.get(owner, id), write.seen);
      const hopes = !locks && attempts === 0 && (key === undefined || group.length === 1);
      if (hopes && recent !== undefined) found.set(write, { ...recent, fingerprint: undefined, isCertain: false });
      else if (!isNew || (key !== undefined && !hopes)) asking.push(write);
    }
    if (asking.length === 0) return found;
    if (locks) asking.sort((a, b) => (a.owner + a.id < b.owner + b.id ? -1 : 1));
    const asked = asking.map(({ owner, id, key }, n) => ({ n, user_id: owner, id, key: key?.name }));
    const rows = await run<FoundRow>(...(locks ? lockedStatement(asked) : foundStatement(asked)));
    for (const row of rows) found.set(asking[row.n] as Write, toFound(row));
    return found;
  }

  /** Does all of it, and returns, task by task, the numbers of those steps whose task was still as it was found. */
  async #keep(drafts: Draft[], run: RunStatement): Promise<Map<number, Seq>[]> {
    const kept = drafts.map(() => new Map<number, Seq>());
    if (drafts.length === 0) return kept;
    const rows = await run<KeptRow>(...this.#statementOf(drafts));
    for (const { t, step, seq } of rows) kept[t]?.set(step, toSeq(seq));
    return kept;
  }

  #statementOf(drafts: Draft[]): Statement {
    const [draft] = drafts;
    const single = drafts.length === 1 ? draft?.single : undefined;
    if (draft && single) return singleStatement(single, draft.seq, single.write.key);
    const now = this.#clock.now();
    const steps = drafts.flatMap((draft, t) => draft.stepRows(t));
    const onlyCreates = drafts.every(({ isNew }) => isNew);
    if (drafts.every(({ isPlain }) => isPlain)) return [writeStatement(onlyCreates, true), [JSON.stringify(steps)]];
    const keys = drafts.flatMap((draft, t) => draft.keyRows(t, now));
    return [writeStatement(onlyCreates, false), [JSON.stringify(steps), JSON.stringify(keys)]];
  }

  /** Tells those whose writes are kept; returns the others, whose task somebody else has changed meanwhile. */
  #settle({ steps }: Draft, seqOf: (step: number) => Seq | undefined): Write[] {
    const overtaken: Write[] = [];
    for (const { write, after, kind, step } of steps) {
      const seq = seqOf(step);
      if (seq === undefined) {
        this.#recent.forget(write.owner, write.id);
        overtaken.push(write);
      } else {
        this.#recent.see({ state: after, seq });
        write.resolve({ seq, kind, after, replayed: false });
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
  const isTooLate = isLockTimeout(error);
  if (error instanceof StoreError && !isConflict(error) && !isTooLate) return [group];
  const byOwner = [...Map.groupBy(group, ({ owner }) => owner).values()];
  return byOwner.length > 1 || isTooLate ? byOwner : group.map((write) => [write]);
}

function laterOf(one: RecentState | undefined, other: RecentState | undefined): RecentState | undefined {
  return one === undefined || (other !== undefined && other.seq > one.seq) ? other : one;
}

function toFound({ version, seq, fingerprint, ...row }: FoundRow): Found {
  const kind = row.title === null ? 'deleted' : 'updated';
  return {
    state: version === null ? undefined : toState({ ...row, version, kind }),
    seq: toSeq(seq ?? 0),
    fingerprint: fingerprint ?? undefined,
    isCertain: true,
  };
}
