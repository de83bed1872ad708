import { Random } from '../support/random.ts';
import { type Change, type FeedPage, parse } from '../support/wire.ts';
import { numberIn, UnexpectedReply } from './clients/client.ts';
import { listAt } from './clients/reads.ts';
import type { User } from './clients/user.ts';
import { walkList } from './clients/walk-list.ts';
import type { Copy, Evidence, HistorySeen, ListSeen } from './evidence.ts';
import type { Follower } from './followers/follower.ts';
import { type Run, retryDeadline } from './run.ts';

/** The number of task lists that are read after a run, for the checks. */
const LISTS = 12;
const HISTORIES = 8;

/**
 * Asks every server for the last `seq` of the user's log, and returns the highest `seq`.
 *
 * @throws UnexpectedReply if a server returns a lower `seq` than an acknowledged write has
 */
export async function findHead(run: Run, user: User): Promise<number> {
  const random = new Random(run.settings.seed, -2);
  const heads: number[] = [];
  for (const _ of run.client.urls) {
    const reply = await run.client.read({ path: `${user.tasks}?limit=1` }, random, retryDeadline(run));
    const head = numberIn(reply.headers['taskport-seq']) ?? 0;
    if (head < user.seq) throw new UnexpectedReply(`the list is of seq ${head}, but ${user.seq} was acknowledged`);
    heads.push(head);
  }
  return Math.max(0, ...heads);
}

/** Reads the change log, task lists and task histories of a user after all writes have ended. */
export async function collectEvidence(run: Run, user: User, followers: Record<string, Follower>): Promise<Evidence> {
  const random = new Random(run.settings.seed, -3);
  const log = await readFeed(run, user.changes, random);
  const copies: Copy[] = [];
  for (const [name, { changes, tasks, seq, head }] of Object.entries(followers)) {
    const path = `${user.tasks}?limit=100&as_of=${seq}`;
    const served = seq === 0 ? [] : await walkList(run, path, random, retryDeadline(run), seq);
    copies.push({ name, changes, tasks: [...tasks.values()], served, head });
  }
  const lists: ListSeen[] = [];
  for (let count = 0; count < LISTS && log.length > 0; count++) {
    const seq = random.pick([log.length, random.between(1, log.length)]);
    lists.push(await listAt(run, user, random, seq, retryDeadline(run)));
  }
  const histories: HistorySeen[] = [];
  for (let count = 0; count < HISTORIES && log.length > 0; count++) {
    const { task_id: id } = random.pick(log);
    histories.push({ id, changes: await readFeed(run, `${user.tasks}/${id}/history`, random) });
  }
  const { writes, seen } = user;
  return { user: user.id, log, writes, copies, lists: [...user.lists, ...lists], tasks: seen, histories };
}

/** Reads all pages of a change feed: of a user's feed, or of a task's history. */
async function readFeed(run: Run, feed: string, random: Random): Promise<Change[]> {
  const changes: Change[] = [];
  for (let since = 0; ; ) {
    const path = `${feed}?since=${since}&limit=${random.between(50, 500)}`;
    const reply = await run.client.read({ path }, random, retryDeadline(run));
    const page = parse<FeedPage>(reply.text);
    if (!Array.isArray(page?.changes)) throw new UnexpectedReply(`GET ${path}: ${reply.text}`);
    changes.push(...page.changes);
    if (page.end) return changes;
    if (page.next_since <= since) throw new UnexpectedReply(`GET ${path}: does not go on after seq ${since}`);
    since = page.next_since;
  }
}
