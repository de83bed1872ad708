import type { Random } from '../../support/random.ts';
import { parse, type Task } from '../../support/wire.ts';
import type { Run } from '../run.ts';
import { numberIn, type Reply, Surprise } from './client.ts';

/**
 * Reads a list to its end, each page from any of the servers.
 *
 * @throws Surprise if a page cannot be had, or is of another seq than the one asked for
 */
export async function walk(run: Run, path: string, random: Random, until: number, seq?: number): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let page: string | undefined = path; page !== undefined; ) {
    const reply = await run.client.read({ path: page }, random, until);
    const read = numberIn(reply.headers['taskport-seq']);
    if (seq !== undefined && read !== seq) throw new Surprise(`GET ${page}: is of seq ${read}`);
    const more = tasksIn(reply);
    tasks.push(...more);
    page = nextPage(reply);
    if (page !== undefined && more.length === 0) throw new Surprise(`GET ${page}: comes after an empty page`);
  }
  run.tally.walks++;
  return tasks;
}

export function tasksIn(reply: Reply): Task[] {
  const tasks = parse<Task[]>(reply.text);
  if (!Array.isArray(tasks)) throw new Surprise(`not a list: ${reply.text}`);
  return tasks;
}

function nextPage({ headers }: Reply): string | undefined {
  const target = /<([^>]+)>;\s*rel="?next"?/.exec(String(headers.link ?? ''))?.[1];
  if (target === undefined) return undefined;
  const { pathname, search } = new URL(target, 'http://any');
  return pathname + search;
}
