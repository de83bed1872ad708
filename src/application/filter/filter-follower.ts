import { type Change, changedAt, SEQ_ZERO, type Seq } from '../../domain/changes/change.ts';
import { SeqGone } from '../../domain/changes/errors.ts';
import { type FilteredChange, type Flip, matchOf } from '../../domain/changes/filtered-change.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import type { UserId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { Task } from '../../domain/tasks/task.ts';
import type { ChangeNotifier } from '../../ports/change-notifier.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import type { Timer } from '../../ports/timer.ts';
import { FlipSchedule } from './flip-schedule.ts';
import type { TaskReplicas } from './task-replicas.ts';
import { inTimeSlices } from './time-slices.ts';

/** The new events of a filter, in order, and the `seq` of the last change that was read. */
export interface FilterNews {
  readonly events: readonly (FilteredChange | Flip)[];
  readonly seq: Seq;
}

/** The maximum number of changes that one read of the log returns. */
const PAGE = 100;

export interface FollowQuery {
  /** The `seq` of the last change that the client knows. */
  readonly since: Seq;
  readonly filter: Filter;
  readonly zone: string;
}

/** The ports and replicas that a follower uses. */
export interface World {
  readonly tasks: TaskRepository;
  readonly replicas: TaskReplicas;
  readonly notifier: ChangeNotifier;
  readonly clock: Clock;
  readonly timer: Timer;
}

/**
 * Reads the changes after a given change. Reports each task that starts to match a filter, that matches before and after
 * a change, or that stops matching.
 *
 * The moment at which the filter is evaluated never goes back. A flip is a task that starts or stops matching as time
 * passes. All flips before a change are reported before that change. So a client that starts with the list of matching
 * tasks, and applies all events to it, always has the current list.
 */
export class FilterFollower {
  readonly #world: World;
  readonly #owner: UserId;
  readonly #filter: Filter;
  readonly #zone: string;
  readonly #flips: FlipSchedule;
  #seq: Seq;
  /** The last change at the start of the follower. For changes up to `#head`, `now` in the filter is the start time. */
  #head: Seq | undefined;
  #moment: Instant;

  constructor(world: World, owner: UserId, { since, filter, zone }: FollowQuery) {
    this.#world = world;
    this.#owner = owner;
    this.#seq = since;
    this.#filter = filter;
    this.#zone = zone;
    this.#flips = new FlipSchedule(filter, zone);
    this.#moment = world.clock.now();
  }

  /**
   * Returns the next events. Waits until there are events; returns none if `signal` is aborted.
   *
   * @throws SeqGone
   */
  async next(signal: AbortSignal): Promise<FilterNews> {
    if (this.#head === undefined) await this.start();
    for (;;) {
      const waiting = new AbortController();
      const stop = AbortSignal.any([signal, waiting.signal]);
      // Starts to wait before it reads, so that a change that is committed during the read is not missed.
      const mayHaveGrown = this.#world.notifier.wait(this.#owner, stop);
      try {
        const { events, isEnd } = await this.#read();
        if (events.length > 0 || signal.aborted) return { events, seq: this.#seq };
        if (!isEnd) continue;
        const { next } = this.#flips;
        await (next === undefined
          ? mayHaveGrown
          : Promise.race([mayHaveGrown, this.#world.timer.waitUntil(next, stop)]));
      } finally {
        waiting.abort();
      }
    }
  }

  /**
   * Schedules the flips of all tasks as they are now, from the time of the last change that the client knows. The
   * client may know some of these flips already, because it may have read its list before or after them.
   *
   * @throws StoreError
   */
  async start(): Promise<void> {
    const from = await this.#momentOf(this.#seq);
    const replica = await this.#world.replicas.get(this.#owner);
    const { seq } = replica;
    await inTimeSlices([...replica.all()], (task) => this.#flips.add(task, from));
    this.#head = seq;
  }

  /** Returns the time of a change; the start of 1970 if the change was purged from the log. */
  async #momentOf(seq: Seq): Promise<Instant> {
    // A client that starts before the first change has no list yet, so it needs no flips of the past.
    if (seq === SEQ_ZERO) return this.#moment;
    try {
      const query = { since: (seq - 1) as Seq, limit: 1 };
      const [change] = (await this.#world.tasks.changes(this.#owner, query)).changes;
      return change === undefined ? this.#moment : changedAt(change.after);
    } catch (error) {
      if (error instanceof SeqGone) return instant(0);
      throw error;
    }
  }

  /** Returns the events of the next changes. If these are the last changes of the log, adds the flips up to now. */
  async #read(): Promise<{ events: (FilteredChange | Flip)[]; isEnd: boolean }> {
    const { tasks, clock } = this.#world;
    const { changes, last } = await tasks.changes(this.#owner, { since: this.#seq, limit: PAGE });
    const events = changes.flatMap((change) => this.#eventsOf(change));
    if (this.#seq < last) return { events, isEnd: false };
    // For a change that is read later, but has an earlier time, the filter is evaluated at `#moment`.
    this.#moment = Math.max(this.#moment, clock.now()) as Instant;
    return { events: [...events, ...this.#flips.takeUntil(this.#moment)], isEnd: true };
  }

  #eventsOf(change: Change): (FilteredChange | Flip)[] {
    const { after } = change;
    const isOld = change.seq <= (this.#head as Seq);
    this.#seq = change.seq;
    if (!isOld) this.#moment = Math.max(this.#moment, changedAt(after)) as Instant;
    const flips = isOld ? [] : this.#flips.takeUntil(this.#moment);
    const match = matchOf(change, this.#filter, { now: this.#moment, zone: this.#zone });
    if (!isOld && after instanceof Task) this.#flips.add(after, this.#moment);
    else if (!isOld) this.#flips.remove(after.id);
    return match === undefined ? flips : [...flips, { change, match }];
  }
}
