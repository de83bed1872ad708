import type { Seq } from '../../domain/changes/change.ts';
import { matcher } from '../../domain/filter/matches.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';
import type { OwnerTasks } from './owner-tasks.ts';
import { type Selection, select, selectFrom } from './selection.ts';
import type { TaskReplicas } from './task-replicas.ts';

/** Where a page starts: after a task, in the order that the tasks had at the first page. */
export interface SelectionPosition {
  /** The last change that the first page included. */
  readonly seq: Seq;
  /** The moment of the first page: `now` of all pages. */
  readonly now: Instant;
  readonly id: TaskId;
}

export interface FindQuery extends Selection {
  readonly offset: number;
  readonly limit: number;
  readonly after?: SelectionPosition | undefined;
  /** Read the tasks as they were after this change; as they are now when absent. */
  readonly asOf?: Seq | undefined;
}

export interface FoundPage {
  readonly tasks: readonly Task[];
  /** The last change that the page includes. */
  readonly seq: Seq;
  /** How many tasks are selected on all pages. */
  readonly total: number;
  /** The position after which the next page starts; absent on the last page. */
  readonly next?: SelectionPosition;
}

/** How many orders are kept for the next pages of lists. */
const MAX_ORDERS = 200;

/**
 * Lists the tasks that a filter selects, in any order.
 *
 * The pages of a list follow the order that the tasks had at the first page, whatever is edited meanwhile. So each task that
 * matches throughout is on exactly one page. A page shows the tasks as they are now, without those that no longer match.
 */
export class FindTasks {
  readonly #tasks: TaskRepository;
  readonly #replicas: TaskReplicas;
  readonly #clock: Clock;
  readonly #orders = new Map<string, readonly Task[]>();

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
    const selected = select(replica, query, now);
    const order = after === undefined ? selected : await this.#orderAt(owner, replica, query, after);
    const page = after === undefined ? pageOf(order, query) : pageOf(matchingNow(order, replica, query, after), query);
    if (page.next === undefined) return { tasks: page.tasks, seq: replica.seq, total: selected.length };
    const seq = after?.seq ?? replica.seq;
    this.#keepOrder(keyOf(owner, query, seq, now), order);
    return { tasks: page.tasks, seq: replica.seq, total: selected.length, next: { seq, now, id: page.next } };
  }

  async #pageAsOf(owner: UserId, query: FindQuery, asOf: Seq, now: Instant): Promise<FoundPage> {
    const order = selectFrom(await this.#tasksAt(owner, asOf), query, now);
    const { tasks, next } = pageOf(query.after === undefined ? order : behind(order, query.after.id), query);
    return { tasks, seq: asOf, total: order.length, ...(next && { next: { seq: asOf, now, id: next } }) };
  }

  /** Returns the order of the first page: the kept one, or the same made again from the log. */
  async #orderAt(owner: UserId, replica: OwnerTasks, query: Selection, { seq, now }: SelectionPosition) {
    const kept = this.#orders.get(keyOf(owner, query, seq, now));
    if (kept !== undefined) return kept;
    if (seq === replica.seq) return select(replica, query, now);
    return selectFrom(await this.#tasksAt(owner, seq), query, now);
  }

  async #tasksAt(owner: UserId, asOf: Seq): Promise<readonly Task[]> {
    return (await this.#tasks.list(owner, { asOf, limit: Number.MAX_SAFE_INTEGER, offset: 0 })).tasks;
  }

  #keepOrder(key: string, order: readonly Task[]): void {
    this.#orders.delete(key);
    this.#orders.set(key, order);
    if (this.#orders.size > MAX_ORDERS) this.#orders.delete(this.#orders.keys().next().value as string);
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

function behind(order: readonly Task[], id: TaskId): readonly Task[] {
  return order.slice(order.findIndex((task) => task.id === id) + 1);
}

/** Returns the tasks behind a position as they are now, without those that no longer match; only as many as a page can show. */
function matchingNow(order: readonly Task[], replica: OwnerTasks, query: FindQuery, after: SelectionPosition): Task[] {
  const { filter, zone, offset, limit } = query;
  const matches = filter === undefined ? () => true : matcher(filter, { now: after.now, zone });
  const found: Task[] = [];
  for (const { id } of behind(order, after.id)) {
    const task = replica.get(id);
    if (task !== undefined && matches(task)) found.push(task);
    if (found.length > offset + limit) break;
  }
  return found;
}
