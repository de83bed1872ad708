import type { Seq } from '../../domain/changes/change.ts';
import { matcher } from '../../domain/filter/matches.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { OwnerTasks } from './owner-tasks.ts';
import { type Selection, select, selectFrom } from './selection.ts';
import type { TaskReplicas } from './task-replicas.ts';

/** The position of a page: after the task `id`, in the order that the tasks had when the first page was read. */
export interface SelectionPosition {
  /** The `seq` of the last change that the first page included. */
  readonly seq: Seq;
  /** The time at which the first page was read. On all pages, `now` in the filter means this time. */
  readonly now: Instant;
  readonly id: TaskId;
}

export interface FindQuery extends Selection {
  readonly offset: number;
  readonly limit: number;
  readonly after?: SelectionPosition | undefined;
  /** If given, the page shows the tasks as they were right after this change, otherwise as they are now. */
  readonly asOf?: Seq | undefined;
}

export interface FoundPage {
  readonly tasks: readonly Task[];
  /** The page includes all changes up to this `seq`. The first page includes no later change. */
  readonly seq: Seq;
  /** The number of selected tasks on all pages together. */
  readonly total: number;
  /** The position after which the next page starts; absent on the last page. */
  readonly next?: SelectionPosition;
}

/** The maximum number of task ids, and of past task states, that are cached for the next pages of lists. */
const MAX_ORDERED = 1_000_000;
const MAX_PAST = 100_000;

/**
 * Lists the tasks that match a filter, page by page, in the order that the query asks for.
 *
 * All pages follow the order that the tasks had at the first page, even if tasks are edited meanwhile. So a task that
 * matches all the time is on exactly one page. A page shows tasks as they are now, without tasks that no longer match.
 */
export class FindTasks {
  readonly #tasks: TaskRepository;
  readonly #replicas: TaskReplicas;
  readonly #clock: Clock;
  readonly #orders = new BoundedCache<TaskId>(MAX_ORDERED);
  readonly #past = new BoundedCache<Task>(MAX_PAST);

  constructor(tasks: TaskRepository, replicas: TaskReplicas, clock: Clock) {
    this.#tasks = tasks;
    this.#replicas = replicas;
    this.#clock = clock;
  }

  /** @throws SeqGone if the log no longer reaches back to `asOf` or to the first page */
  async execute(owner: UserId, query: FindQuery): Promise<FoundPage> {
    const { after, asOf } = query;
    const now = after?.now ?? this.#clock.now();
    if (asOf !== undefined) return this.#pageAsOf(owner, query, asOf, now);
    const replica = await this.#replicas.get(owner);
    const { tasks: selected, seq } = await select(replica, query, now);
    const order = after === undefined ? undefined : await this.#orderAt(owner, query, after);
    const { tasks, next } = pageOf(order ? matchingNow(order, replica, query, now) : selected, query);
    if (next === undefined) return { tasks, seq, total: selected.length };
    const first = after?.seq ?? seq;
    this.#orders.set(keyOf(owner, query, first, now), order ?? selected.map(({ id }) => id));
    return { tasks, seq, total: selected.length, next: { seq: first, now, id: next } };
  }

  async #pageAsOf(owner: UserId, query: FindQuery, asOf: Seq, now: Instant): Promise<FoundPage> {
    const order = await this.#selectedAt(owner, query, asOf, now);
    const start = query.after === undefined ? 0 : order.findIndex(({ id }) => id === query.after?.id) + 1;
    const { tasks, next } = pageOf(order.slice(start), query);
    return { tasks, seq: asOf, total: order.length, ...(next && { next: { seq: asOf, now, id: next } }) };
  }

  /** Returns the task ids in the order of the first page: from the cache, or else computed again from the log. */
  async #orderAt(owner: UserId, query: Selection, { seq, now }: SelectionPosition): Promise<readonly TaskId[]> {
    const kept = this.#orders.get(keyOf(owner, query, seq, now));
    return kept ?? (await this.#selectedAt(owner, query, seq, now)).map(({ id }) => id);
  }

  /** Returns the tasks that match the query, as they were right after the change `asOf`. */
  async #selectedAt(owner: UserId, query: Selection, asOf: Seq, now: Instant): Promise<readonly Task[]> {
    const key = keyOf(owner, query, asOf, now);
    const kept = this.#past.get(key);
    if (kept !== undefined) return kept;
    const { tasks } = await this.#tasks.list(owner, { asOf, limit: Number.MAX_SAFE_INTEGER, offset: 0 });
    const selected = await selectFrom(tasks, query, now);
    this.#past.set(key, selected);
    return selected;
  }
}

function keyOf(owner: UserId, { filter, sort, zone }: Selection, seq: Seq, now: Instant): string {
  return JSON.stringify([owner, seq, now, filter, sort, zone]);
}

function pageOf(order: readonly Task[], { offset, limit }: FindQuery): { tasks: readonly Task[]; next?: TaskId } {
  const tasks = order.slice(offset, offset + limit);
  const last = tasks.at(-1);
  return last === undefined || order.length <= offset + limit ? { tasks } : { tasks, next: last.id };
}

/**
 * Returns the tasks after a position as they are now, without tasks that no longer match. Stops when a page is full.
 */
function matchingNow(order: readonly TaskId[], replica: OwnerTasks, query: FindQuery, now: Instant): Task[] {
  const { filter, zone, offset, limit, after } = query;
  const matches = filter === undefined ? () => true : matcher(filter, { now, zone });
  const found: Task[] = [];
  for (let i = order.indexOf(after?.id as TaskId) + 1; i < order.length && found.length <= offset + limit; i++) {
    const task = replica.get(order[i] as TaskId);
    if (task !== undefined && matches(task)) found.push(task);
  }
  return found;
}
