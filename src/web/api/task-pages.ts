import type { Task } from '../../domain/tasks/task.ts';
import type { Answer } from './api.ts';
import { type TaskJson, taskOf, UNKNOWN_VERSION } from './task-json.ts';

/** The most tasks that one page of the list has. */
const LIMIT = 100;

export interface TaskPage {
  readonly tasks: readonly Task[];
  readonly headers: Headers;
  readonly isLast: boolean;
}

/**
 * Yields the pages of a list of tasks, one request after the other.
 *
 * @param query the query parameters of the list beside `limit`, such as `as_of=4`
 * @param ask sends a GET request for a path, and resolves with the answer, whose body is the page
 */
export async function* taskPages(query: string, ask: (path: string) => Promise<Answer>): AsyncGenerator<TaskPage> {
  const first = `api/me/tasks?limit=${LIMIT}${query === '' ? '' : `&${query}`}`;
  let path: string | undefined = first;
  while (path !== undefined) {
    const { headers, body } = await ask(path);
    const tasks = (body as readonly TaskJson[]).map((json) => taskOf(json, UNKNOWN_VERSION));
    const cursor = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.get('Link') ?? '')?.[1];
    path = cursor && `${first}&cursor=${cursor}`;
    yield { tasks, headers, isLast: path === undefined };
  }
}
