import { ask } from '../../../tools/support/client.ts';
import type { TestUser } from '../../contract/http/test-user.ts';
import { nextOf } from '../../support/answers.ts';

/** Returns all that a user can read: log, history of each task, current list, and list as of every fifth change. */
export async function answersOf(user: TestUser): Promise<unknown> {
  const log = await user.log();
  const histories = [];
  for (const id of new Set(log.map(({ task_id }) => task_id)))
    histories.push((await ask('GET', `${user.tasks}/${id}/history?limit=500`)).json);
  const lists = [];
  for (let seq = 0; seq <= log.length; seq += 5) lists.push(await listOf(user, `&as_of=${seq}`));
  return { log, histories, lists, now: await listOf(user) };
}

async function listOf(user: TestUser, query = ''): Promise<unknown[]> {
  const tasks: unknown[] = [];
  for (let url: string | undefined = `${user.tasks}?limit=50${query}`; url !== undefined; ) {
    const page = await ask('GET', url);
    tasks.push(page.headers.etag, page.headers['taskport-seq'], ...page.json);
    url = nextOf(page, user.base);
  }
  return tasks;
}
