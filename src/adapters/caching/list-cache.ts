import type { ChangeKind, Seq } from '../../domain/changes/change.ts';
import type { TaskId, UserId } from '../../domain/identity.ts';
import { isOlder } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskList, TaskQuery } from '../../ports/task-repository.ts';
import { TwoGenerationCache } from './two-generation-cache.ts';

/**
 * The most tasks in each of the cache's two generations. With the JSON of the tasks and of the lists, they take up to 20
 * megabytes, or 200 megabytes if all texts have their maximum length.
 */
const GENERATION = 10_000;
/**
 * The most tasks of a page that is cached. A larger page would evict all other lists. Only the service itself asks for
 * larger pages, to read all tasks of an owner.
 */
export const MAX_CACHED_PAGE = 1_000;
/** At most this many changes are applied to a cached list. After more changes, the list is read again. */
export const MAX_CHANGES = 50;

/** The changes of an owner's log after a `seq`. */
export interface ListDelta {
  /** The `seq` of the log's last change. */
  readonly last: Seq;
  /** The first MAX_CHANGES of the changes, each with the current state of its task, undefined if that is deleted. */
  readonly changes: readonly { readonly kind: ChangeKind; readonly id: TaskId; readonly task: Task | undefined }[];
}

/** The reads that the cache asks of a store. */
interface Reads {
  list(owner: UserId, query: TaskQuery): Promise<TaskList>;
  delta(owner: UserId, since: Seq): Promise<ListDelta> | ListDelta;
}

/**
 * A cache of lists as they are now. Before each use, a cached list is brought up to date by the change log, so it is
 * never stale.
 */
export class ListCache {
  readonly #reads: Reads;
  readonly #lists = new TwoGenerationCache<TaskList>(GENERATION, ({ tasks }) => tasks.length + 1);

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  async list(owner: UserId, query: TaskQuery): Promise<TaskList> {
    if (query.limit > MAX_CACHED_PAGE) return this.#reads.list(owner, query);
    const key = JSON.stringify([owner, query]);
    const cached = this.#lists.get(key);
    const current = cached && revalidate(cached, query, await this.#reads.delta(owner, cached.seq));
    const list = current ?? (await this.#reads.list(owner, query));
    this.#lists.set(key, list);
    return list;
  }
}

/**
 * Applies the changes since a list was cached. Unchanged tasks stay the same objects, an unchanged page the same array.
 *
 * @returns the current list; undefined if the list must be read again
 */
export function revalidate(list: TaskList, query: TaskQuery, { last: seq, changes }: ListDelta): TaskList | undefined {
  if (seq === list.seq) return list;
  // The log has no gaps. So if changes are missing, there are more than MAX_CHANGES, or some have been purged.
  if (changes.length !== seq - list.seq) return undefined;
  if (query.offset > 0 && !changes.every(({ kind }) => keepsPlace(kind, query))) return undefined;
  const changed = new Map(changes.map(({ id, task }) => [id, task]));
  const tasks = list.tasks.filter(({ id }) => !changed.has(id));
  const entering: Task[] = [];
  for (const task of changed.values()) {
    if (task !== undefined && matches(task, query) && isWithin(task, list, query)) entering.push(task);
  }
  // No change concerns this page. It stays the same array, whose serialized form may be cached.
  if (tasks.length === list.tasks.length && entering.length === 0) return { tasks: list.tasks, seq };
  for (const task of entering) insert(task, tasks);
  // The page has lost a task, so the first task of the following page moves up, but the cache does not have it.
  if (tasks.length < query.limit && list.tasks.length === query.limit) return undefined;
  return { tasks: tasks.slice(0, query.limit), seq };
}

/** Returns whether a change of this kind leaves every task at its position in the list. */
function keepsPlace(kind: ChangeKind, { completed }: TaskQuery): boolean {
  return kind === 'updated' || (completed === undefined && (kind === 'completed' || kind === 'reopened'));
}

function matches(task: Task, { completed, after }: TaskQuery): boolean {
  return (completed === undefined || task.completed === completed) && (after === undefined || isOlder(task, after));
}

/** Returns whether a task belongs on this page by its position in the order of the list. */
function isWithin(task: Task, { tasks }: TaskList, { offset, limit }: TaskQuery): boolean {
  // If there is an offset, `revalidate` has checked that no change moves a task, so the page still has the same tasks.
  if (offset > 0) return tasks.some(({ id }) => id === task.id);
  const last = tasks.at(-1);
  return tasks.length < limit || last === undefined || !isOlder(task, last);
}

function insert(task: Task, tasks: Task[]): void {
  const index = tasks.findIndex((other) => isOlder(other, task));
  tasks.splice(index === -1 ? tasks.length : index, 0, task);
}
