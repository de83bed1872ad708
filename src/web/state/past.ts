import type { TaskId } from '../../domain/identity.ts';
import type { Task } from '../../domain/tasks/task.ts';
import { type Answer, type Api, Unreachable } from '../api/api.ts';
import { type ChangePageJson, stateOf } from '../api/change-json.ts';
import { detailOf, settled } from '../api/problem.ts';
import { taskPages } from '../api/task-pages.ts';
import type { PastChange, PastPoint } from './workspace.ts';

/** The most changes that one page of a task's history has. */
const MAX_CHANGES = 500;

/** Reads past states of tasks from the service, because the browser does not store them. */
export class Past {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Returns the changes of a task, newest first. @throws Error with a text for people */
  async history(id: TaskId): Promise<readonly PastChange[]> {
    const changes: PastChange[] = [];
    let since = 0;
    for (let isEnd = false; !isEnd; ) {
      const page = await this.#page(`api/me/tasks/${id}/history?limit=${MAX_CHANGES}&since=${since}`);
      for (const change of page.changes) {
        const { seq, at, kind } = change;
        changes.push({ seq, at, kind, task: stateOf(change).task });
      }
      [since, isEnd] = [page.next_since, page.end];
    }
    return changes.reverse();
  }

  /** Returns the first and the last point in the log whose tasks can be shown. @throws Error with a text for people */
  async range(): Promise<{ readonly first: PastPoint; readonly last: PastPoint }> {
    const list = await this.#ask('api/me/tasks?limit=1');
    const last = Number(list.headers.get('Taskport-Seq'));
    const first = await this.#firstSeq();
    return { first: await this.#pointOf(first), last: await this.#pointOf(last) };
  }

  /** Returns the tasks as they were right after the change `seq`. @throws Error with a text for people */
  async asOf(seq: number): Promise<{ readonly at: string | null; readonly tasks: ReadonlyMap<TaskId, Task> }> {
    const tasks = new Map<TaskId, Task>();
    const { at } = await this.#pointOf(seq);
    for await (const page of taskPages(`as_of=${seq}`, (path) => this.#ask(path))) {
      for (const task of page.tasks) tasks.set(task.id, task);
    }
    return { at, tasks };
  }

  /** Returns the number before the `seq` of the first change that is still in the log; 0 if nothing was purged. */
  async #firstSeq(): Promise<number> {
    const answer = settled(await this.#api.ask('GET', 'api/me/changes?since=0&limit=1'));
    if (answer.status !== 410) return 0;
    // With 410, the service says that older changes were purged. The error text names the `seq` after which the log can
    // be read.
    return Number(/from seq (\d+)/.exec(detailOf(answer) ?? '')?.[1] ?? 0);
  }

  async #pointOf(seq: number): Promise<PastPoint> {
    if (seq === 0) return { seq, at: null };
    const answer = settled(await this.#api.ask('GET', `api/me/changes?since=${seq - 1}&limit=1`));
    const page = answer.body as Partial<ChangePageJson>;
    return { seq, at: page.changes?.[0]?.at ?? null };
  }

  async #page(path: string): Promise<ChangePageJson> {
    return (await this.#ask(path)).body as ChangePageJson;
  }

  async #ask(path: string): Promise<Answer> {
    const answer = settled(await this.#api.ask('GET', path));
    if (answer.status !== 200) throw new Unreachable(detailOf(answer) ?? `The service answered ${answer.status}`);
    return answer;
  }
}
