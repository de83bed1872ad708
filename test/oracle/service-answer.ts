import { ask } from '../../tools/support/client.ts';
import { nextOf } from '../support/answers.ts';
import type { AskedTask } from './asked-task.ts';
import { expected } from './expected.ts';
import { queryString, type RandomRequest } from './random-query.ts';

/** A user's tasks URL, and the tasks as the service returned them in response to the user's writes. */
export interface Owner {
  readonly url: string;
  readonly tasks: readonly AskedTask[];
}

/**
 * Sends a request to the service, and compares the service's answer with the oracle's.
 * @returns the number of matching tasks
 * @throws Error with query, tasks and both answers, if they differ for every `now` between request and response
 */
export async function compareAnswers({ url, tasks }: Owner, request: RandomRequest): Promise<number> {
  const asked = `${url}?${queryString(request)}`;
  const before = Date.now();
  const first = await ask('GET', asked);
  const after = Date.now();
  if (first.status !== 200) throw new Error(`${describe(request, asked)}\nanswered ${first.status} ${first.text}`);
  const answered: AskedTask[] = [...first.json];
  for (let next = nextOf(first, url); request.isFollowed && next !== undefined; ) {
    const page = await ask('GET', next);
    answered.push(...page.json);
    next = nextOf(page, url);
  }
  const ids = answered.map(({ id }) => id);
  const isRight = (wanted: readonly string[]) =>
    String(request.isFollowed ? wanted : wanted.slice(0, request.limit)) === String(ids) &&
    (!request.isCounted || first.headers['taskport-total'] === String(wanted.length));
  const wanted = expected(tasks, request.query, before);
  const isRightLater = () => momentsBetween(before, after).some((now) => isRight(expected(tasks, request.query, now)));
  if (isRight(wanted)) return wanted.length;
  // The service may take any time between request and response as `now`, so any result for such a time is right.
  if (String(expected(tasks, request.query, after)) !== String(wanted) && isRightLater()) return wanted.length;
  const total = `Taskport-Total ${first.headers['taskport-total']} for ${wanted.length}`;
  throw new Error(`${describe(request, asked)}\n${total}\n${difference(tasks, ids, wanted)}`);
}

function momentsBetween(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function describe(request: RandomRequest, asked: string): string {
  return `${JSON.stringify(request, undefined, 1)}\nGET ${asked}`;
}

/** Describes how two lists differ: the tasks in only one list, the first difference in order, and both lists. */
function difference(tasks: readonly AskedTask[], answered: readonly string[], wanted: readonly string[]): string {
  const at = wanted.findIndex((id, i) => id !== answered[i]);
  const show = (ids: readonly (string | undefined)[]) =>
    tasks.filter(({ id }) => ids.includes(id)).map((task) => `  ${JSON.stringify(task)}`);
  return [
    'only the oracle lists:',
    ...show(wanted.filter((id) => !answered.includes(id))).slice(0, 5),
    'only the service lists:',
    ...show(answered.filter((id) => !wanted.includes(id))).slice(0, 5),
    `first difference at place ${at}, the oracle's task and the service's:`,
    ...show([wanted[at]]),
    ...show([answered[at]]),
    `the oracle:  ${wanted}`,
    `the service: ${answered}`,
  ].join('\n');
}
