import type { UserId } from '../../domain/identity.ts';
import { instant } from '../../domain/instant.ts';
import { partitionPoint } from '../../domain/partition-point.ts';
import { isOlder, type ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskList, TaskQuery, TaskRepository } from '../../ports/task-repository.ts';
import { select } from '../filter/selection.ts';
import type { TaskReplicas } from '../filter/task-replicas.ts';

/** The number of tasks that the store must have read for an owner's deep pages before a replica may be loaded. */
const MIN_READ = 2_000;
/** A replica of more tasks than this is not loaded for deep pages, because it takes much memory. */
const MAX_LOADED = 50_000;
/** The number of pages that are remembered. The SQL stores cache about as many pages of 50 tasks. */
const MAX_RECENT = 150;
/** The maximum number of owners whose reads are counted. */
const MAX_COUNTED = 10_000;

/** The selection of a plain list: all tasks, newest first. It depends neither on the time nor on the time zone. */
const PLAIN_LIST = { filter: undefined, sort: [], zone: 'UTC' };

/** Returns whether a query asks for a deep page: one after the first page of a list of all tasks as they are now. */
export function isDeep({ offset, completed, after, asOf }: TaskQuery): boolean {
  return (offset > 0 || after !== undefined) && completed === undefined && asOf === undefined;
}

/**
 * Finds deep pages in the replica of their owner. If an owner has no replica, it is loaded once the store has read two to
 * four times as many tasks for deep pages as the owner has, and at least MIN_READ. So the load costs less than the reads
 * before it.
 */
export class DeepPages {
  readonly #tasks: TaskRepository;
  readonly #replicas: TaskReplicas;
  /** The last pages that were asked for, the oldest first. */
  readonly #recent = new Set<string>();
  /** For each owner: the number of tasks that the store has read for deep pages while the owner had no replica. */
  readonly #read = new Map<UserId, number>();

  constructor(tasks: TaskRepository, replicas: TaskReplicas) {
    this.#tasks = tasks;
    this.#replicas = replicas;
  }

  /**
   * Returns a deep page; undefined if the store must read it. The store reads a page that is asked for again soon, and
   * then keeps it in its cache, which is even faster.
   */
  async find(owner: UserId, query: TaskQuery): Promise<TaskList | undefined> {
    if (this.#isRecent(owner, query)) return undefined;
    if (!this.#replicas.has(owner) && !(await this.#shouldLoad(owner, query.limit))) return undefined;
    const replica = await this.#replicas.get(owner);
    const { tasks, seq } = await select(replica, PLAIN_LIST, instant(0));
    const start = query.offset + (query.after === undefined ? 0 : indexAfter(query.after, tasks));
    return { tasks: tasks.slice(start, start + query.limit), seq };
  }

  #isRecent(owner: UserId, { offset, limit, after }: TaskQuery): boolean {
    const page = `${owner} ${offset} ${limit} ${after?.createdAt} ${after?.id}`;
    if (this.#recent.has(page)) return true;
    this.#recent.add(page);
    if (this.#recent.size > MAX_RECENT) this.#recent.delete(this.#recent.values().next().value as string);
    return false;
  }

  async #shouldLoad(owner: UserId, limit: number): Promise<boolean> {
    const before = this.#read.get(owner) ?? 0;
    const read = before + limit;
    if (this.#read.size >= MAX_COUNTED) this.#read.clear();
    this.#read.set(owner, read);
    // Looks how many tasks the owner has only when the number of tasks that were read passes a power of two.
    if (read < MIN_READ || Math.floor(Math.log2(before)) === Math.floor(Math.log2(read))) return false;
    const most = Math.min(Math.floor(read / 2), MAX_LOADED);
    const { tasks } = await this.#tasks.list(owner, { offset: most, limit: 1 });
    return tasks.length === 0;
  }
}

/** Returns the number of tasks in a list, newest first, up to a position. */
function indexAfter(position: ListPosition, tasks: readonly Task[]): number {
  return partitionPoint(tasks, (task) => !isOlder(task, position));
}
