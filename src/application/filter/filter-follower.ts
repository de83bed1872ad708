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

/** What happened to a filter, in order, and the last change that was read. */
export interface FilterNews {
  readonly events: readonly (FilteredChange | Flip)[];
  readonly seq: Seq;
}

/** How many changes are read at a time. */
const PAGE = 100;

export interface FollowQuery {
  /** The last change that the client knows. */
  readonly since: Seq;
  readonly filter: Filter;
  readonly zone: string;
}

/** What a follower needs of the world. */
export interface World {
  readonly tasks: TaskRepository;
  readonly replicas: TaskReplicas;
  readonly notifier: ChangeNotifier;
  readonly clock: Clock;
  readonly timer: Timer;
}

/**
 * Follows a filter from a change on: what enters it, changes in it or leaves it, by a change or by time alone.
 *
 * The moment at which tasks are judged never goes back. Before a change is judged at its moment, all flips up to that moment
 * are told. So the list at the first change and all events together are the list at any later moment.
 */
export class FilterFollower {
  readonly #world: World;
  readonly #owner: UserId;
  readonly #filter: Filter;
  readonly #zone: string;
  readonly #flips: FlipSchedule;
  #seq: Seq;
  /** The last change when the follower started: up to it, changes are judged at the moment of the start. */
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
   * Returns the next events. It waits for them until `signal` is aborted, and then returns none.
   *
   * @throws SeqGone
   */
  async next(signal: AbortSignal): Promise<FilterNews> {
    if (this.#head === undefined) await this.start();
    for (;;) {
      const waiting = new AbortController();
      const stop = AbortSignal.any([signal, waiting.signal]);
      // Listens first, so that no change in between is missed.
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
   * Schedules the flips of all tasks as they are now. The flips since the last change that the client knows are told again: the
   * client may have read its list before or after them.
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

  /** Returns the moment of a change; the first moment of all if the change is no longer in the log. */
  async #momentOf(seq: Seq): Promise<Instant> {
    // Such a client has no list yet. All tasks are told as they are now.
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

  /** Returns the events of the next changes, and after the last change also the flips up to now. */
  async #read(): Promise<{ events: (FilteredChange | Flip)[]; isEnd: boolean }> {
    const { tasks, clock } = this.#world;
    const { changes, last } = await tasks.changes(this.#owner, { since: this.#seq, limit: PAGE });
    const events = changes.flatMap((change) => this.#eventsOf(change));
    if (this.#seq < last) return { events, isEnd: false };
    // A change that is committed from here on may have an earlier moment; it is then judged at this one.
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
