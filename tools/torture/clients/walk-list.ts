import type { Random } from '../../support/random.ts';
import { parse, type Task } from '../../support/wire.ts';
import type { Run } from '../run.ts';
import { numberIn, UnexpectedReply } from './client.ts';
import type { Reply } from './exchange.ts';

/**
 * Reads all pages of a list by following the `Link` headers, each page from a random server.
 *
 * @param seq the `seq` as of which every page must be, if given
 * @throws UnexpectedReply for an error response, an empty page before the last, or a page as of another `seq`
 */
export async function walkList(
  run: Run,
  path: string,
  random: Random,
  deadline: number,
  seq?: number,
): Promise<Task[]> {
  const tasks: Task[] = [];
  for (let page: string | undefined = path; page !== undefined; ) {
    const reply = await run.client.read({ path: page }, random, deadline);
    const read = numberIn(reply.headers['taskport-seq']);
    if (seq !== undefined && read !== seq) throw new UnexpectedReply(`GET ${page}: is of seq ${read}`);
    const more = tasksIn(reply);
    tasks.push(...more);
    page = nextPage(reply);
    if (page !== undefined && more.length === 0) throw new UnexpectedReply(`GET ${page}: follows an empty page`);
  }
  run.tally.walks++;
  return tasks;
}

export function tasksIn(reply: Reply): Task[] {
  const tasks = parse<Task[]>(reply.text);
  if (!Array.isArray(tasks)) throw new UnexpectedReply(`not a list: ${reply.text}`);
  return tasks;
}

function nextPage({ headers }: Reply): string | undefined {
  const target = /<([^>]+)>;\s*rel="?next"?/.exec(String(headers.link ?? ''))?.[1];
  if (target === undefined) return undefined;
  const { pathname, search } = new URL(target, 'http://any');
  return pathname + search;
}
