import type { UserId } from '../../domain/identity.ts';
import type { ListPosition } from '../../domain/tasks/list-position.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { TaskList, TaskQuery, TaskRepository } from '../../ports/task-repository.ts';
import { type DeepPages, isDeep } from './deep-pages.ts';

export interface Page extends TaskList {
  /** The position after which the next page starts; absent on the last page. */
  readonly next?: ListPosition;
}

export class ListTasks {
  readonly #tasks: TaskRepository;
  readonly #deepPages: DeepPages;
  /**
   * The page of each list that was read with one task more than the page has. While a list is unchanged, its page is the
   * same array, so that the JSON of the page can be cached.
   */
  readonly #pages = new WeakMap<readonly Task[], readonly Task[]>();

  constructor(tasks: TaskRepository, deepPages: DeepPages) {
    this.#tasks = tasks;
    this.#deepPages = deepPages;
  }

  /** @throws SeqGone */
  async execute(owner: UserId, query: TaskQuery): Promise<Page> {
    // Reading one task more than the limit shows whether there is a next page. This is faster than counting all tasks.
    const oneMore = { ...query, limit: query.limit + 1 };
    const deep = isDeep(query) ? await this.#deepPages.find(owner, oneMore) : undefined;
    const { tasks: found, seq } = deep ?? (await this.#tasks.list(owner, oneMore));
    const tasks = this.#pageOf(found, query.limit);
    const last = tasks.at(-1);
    if (last === undefined || found.length === tasks.length) return { tasks, seq };
    return { tasks, seq, next: { createdAt: last.createdAt, id: last.id } };
  }

  #pageOf(tasks: readonly Task[], limit: number): readonly Task[] {
    if (tasks.length <= limit) return tasks;
    const known = this.#pages.get(tasks);
    if (known !== undefined) return known;
    const page = tasks.slice(0, limit);
    this.#pages.set(tasks, page);
    return page;
  }
}
