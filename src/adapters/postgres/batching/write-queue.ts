import type { UserId } from '../../../domain/identity.ts';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { QueuedWrite } from '../writes/queued-write.ts';
import { BatchScheduler } from './batch-scheduler.ts';
import { MAX_OUT_BY_USER, type Sharding } from './sharding.ts';

/** How many groups may be out at once, how many writes there may be in each, and how many of them of one owner. */
const MAX_OUT = 4;
const MAX_GROUP = 1_000;
const MAX_OF_ONE = 500;
/** How many writes may wait. What is past that is refused: it would come too late. */
const MAX_WAITING = 5_000;
/** How long an owner waits for a group that is out, in milliseconds: a hung one shall not take all of theirs with it. */
const OWNER_WAIT_MS = 1_000;
/** How long an owner's writes go by themselves who held up others, in milliseconds. */
const ISOLATION = 10_000;

/**
 * Sends writes in groups, as the {@link BatchScheduler} lets them out. An owner's writes are not in two groups at a time, so that
 * they do not get in each other's way, unless one takes very long, and never in the same group as others' if they were in theirs.
 */
export class WriteQueue {
  readonly #send: (group: QueuedWrite[]) => Promise<QueuedWrite[]>;
  /** Owners of whom a group is out, and since when: not the group, as a map keeps what was in it alive for longer than it seems. */
  readonly #busy = new Map<UserId, Out>();
  readonly #isolated = new Map<UserId, number>();
  readonly #shardedByUser: boolean;
  readonly #scheduler: BatchScheduler;
  #waiting: QueuedWrite[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param send must not fail, and returns what has to be sent again */
  constructor(send: (group: QueuedWrite[]) => Promise<QueuedWrite[]>, { shardedByUser }: Sharding) {
    this.#send = send;
    this.#shardedByUser = shardedByUser;
    const queue = { isEmpty: () => this.#waiting.length === 0, send: () => this.#next() };
    this.#scheduler = new BatchScheduler(
      shardedByUser ? MAX_OUT_BY_USER : MAX_OUT,
      queue,
      shardedByUser ? MAX_OUT_BY_USER : 1,
    );
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  add(write: QueuedWrite): void {
    if (this.#waiting.length >= MAX_WAITING) {
      write.reject(new StoreError('overloaded'));
    } else {
      this.#waiting.push(write);
      this.#scheduler.schedule();
    }
  }

  /** For a while, an owner's writes shall not hold up anybody else's. */
  isolate(owner: UserId): void {
    this.#isolated.set(owner, performance.now() + ISOLATION);
  }

  #next(): Promise<void> | undefined {
    const group = this.#take();
    return group.length > 0 ? this.#run(group) : undefined;
  }

  async #run(group: QueuedWrite[]): Promise<void> {
    const out = { since: performance.now() };
    for (const { owner } of group) this.#busy.set(owner, out);
    const again = await this.#send(group);
    for (const { owner } of group) if (this.#busy.get(owner) === out) this.#busy.delete(owner);
    if (again.length > 0) this.#waiting = [...again, ...this.#waiting];
  }

  /** The next group, in order of arrival; empty if all who wait must wait for one that is out. */
  #take(): QueuedWrite[] {
    const now = performance.now();
    const group: QueuedWrite[] = [];
    const rest: QueuedWrite[] = [];
    const counts = new Map<UserId, number>();
    let alone: UserId | undefined;
    for (const write of this.#waiting) {
      const { owner, since } = write;
      const count = counts.get(owner) ?? 0;
      const isIsolated = this.#shardedByUser || this.#isIsolated(owner, now);
      const mayJoin = group.length === 0 || (isIsolated ? alone === owner : alone === undefined);
      if (now - since > TIMEOUTS.queue) write.reject(write.failure ?? new StoreError('overloaded'));
      else if (group.length < MAX_GROUP && count < MAX_OF_ONE && mayJoin && !this.#isBusy(owner, now)) {
        group.push(write);
        counts.set(owner, count + 1);
        if (isIsolated) alone = owner;
      } else rest.push(write);
    }
    this.#waiting = rest;
    return group;
  }

  /** Whether a group is out that an owner's next writes should wait for; then they are looked at again when that is over. */
  #isBusy(owner: UserId, now: number): boolean {
    const out = this.#busy.get(owner);
    const left = out === undefined ? 0 : out.since + OWNER_WAIT_MS - now;
    if (left > 0) this.#timer ??= setTimeout(() => this.#lookAgain(), left);
    return left > 0;
  }

  #lookAgain(): void {
    this.#timer = undefined;
    this.#scheduler.schedule();
  }

  #isIsolated(owner: UserId, now: number): boolean {
    const signal = this.#isolated.get(owner);
    if (signal === undefined) return false;
    if (signal < now) this.#isolated.delete(owner);
    return signal >= now;
  }
}

interface Out {
  /** On the clock of `performance.now()`. */
  readonly since: number;
}
