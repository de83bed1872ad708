import type { Random } from '../../support/random.ts';
import { parse, type Task } from '../../support/wire.ts';
import { type Conditions, listParameters, someConditions } from '../requests/conditions.ts';
import type { Run } from '../run.ts';
import { numberIn, UnexpectedReply } from './client.ts';
import type { User } from './user.ts';
import { tasksIn, walkList } from './walk-list.ts';

const WEIGHTS = { task: 6, list: 4, taskAt: 3, walk: 1 } as const;

type Read = (run: Run, user: User, random: Random) => Promise<void>;

const READS: Readonly<Record<keyof typeof WEIGHTS, Read>> = { task, list, taskAt, walk: walkBack };

/** Sends one random read request, and keeps the response for the checks at the end of the run. */
export async function read(run: Run, user: User, random: Random): Promise<void> {
  run.tally.reads++;
  await READS[random.weighted(WEIGHTS)](run, user, random);
}

/** Reads one task, mostly by a conditional GET. */
async function task(run: Run, user: User, random: Random): Promise<void> {
  const id = user.someTask(random);
  if (id === undefined) return;
  const known = user.version(id);
  const tag = random.pick([undefined, known, known, known - 1]);
  const path = `${user.tasks}/${id}`;
  const headers: Record<string, string> = tag === undefined ? {} : { 'If-None-Match': `"${tag}"` };
  const reply = await run.client.read({ path, headers }, random, run.deadline, [200, 304, 404]);
  if (reply.status === 404) {
    user.seen.push({ id, at: 'any time', task: null });
    return;
  }
  const version = numberIn(reply.headers.etag);
  const summary = `GET ${path}: ${reply.status}, version ${version}`;
  if (version === null || version < known) throw new UnexpectedReply(`${summary}, but ${known} was acknowledged`);
  if ((reply.status === 304) !== (version === tag))
    throw new UnexpectedReply(`${summary}, but If-None-Match was ${tag}`);
  if (reply.status === 304) run.tally.notModified++;
  else user.seen.push({ id, at: { version }, task: parse<Task>(reply.text) ?? null });
}

/** Reads the first page of a random list, by a conditional GET if this page was read before. */
async function list(run: Run, user: User, random: Random): Promise<void> {
  const { query, conditions, limit } = someList(random);
  const path = `${user.tasks}?${query}`;
  const { seq: known } = user;
  const last = user.lastReplies.get(path);
  const headers: Record<string, string> = last === undefined ? {} : { 'If-None-Match': last.tag };
  const reply = await run.client.read({ path, headers }, random, run.deadline, last === undefined ? [200] : [200, 304]);
  const seq = numberIn(reply.headers['taskport-seq']);
  const { etag } = reply.headers;
  if (reply.status === 304) run.tally.notModified++;
  // A 304 response without `Taskport-Seq` does not say which state of the list is current, so it cannot be checked.
  if (reply.status === 304 && seq === null) return;
  if (seq === null || seq < known)
    throw new UnexpectedReply(`GET ${path}: is of seq ${seq}, but ${known} was acknowledged`);
  if (etag === undefined) throw new UnexpectedReply(`GET ${path}: has no ETag`);
  const tasks = reply.status === 304 && last !== undefined ? last.tasks : tasksIn(reply);
  user.lists.push({ what: `${reply.status} GET ${path}`, seq, conditions, limit, tasks });
  user.lastReplies.set(path, { tag: etag, tasks });
}

/** Reads one task as of an earlier `seq` of the change log. */
async function taskAt(run: Run, user: User, random: Random): Promise<void> {
  const change = user.someChange(random);
  const id = change?.task ?? user.someTask(random);
  if (change === undefined || id === undefined) return;
  const seq = random.between(Math.max(1, change.seq - 5), user.seq);
  const path = `${user.tasks}/${id}?as_of=${seq}`;
  const reply = await run.client.read({ path }, random, run.deadline, [200, 404]);
  user.seen.push({
    id,
    at: { seq },
    task: reply.status === 404 ? null : (parse<Task>(reply.text) ?? null),
  });
}

/** Reads all pages of a random list as of a random `seq`, while other clients write. */
async function walkBack(run: Run, user: User, random: Random): Promise<void> {
  if (user.seq === 0) return;
  const seq = random.chance(0.5) ? user.seq : random.between(1, user.seq);
  user.lists.push(await listAt(run, user, random, seq, run.deadline));
}

/** Reads all pages of a random list as of a given `seq`. */
export async function listAt(run: Run, user: User, random: Random, seq: number, deadline: number) {
  const { query, conditions } = someList(random, 20);
  const path = `${user.tasks}?as_of=${seq}&${query}`;
  const tasks = await walkList(run, path, random, deadline, seq);
  return { what: `walk of ${path}`, seq, conditions, limit: Number.POSITIVE_INFINITY, tasks };
}

function someList(random: Random, least = 1): { query: string; conditions: Conditions; limit: number } {
  const completed = random.pick([undefined, true, false]);
  const conditions = random.chance(0.3) ? someConditions(random) : completed === undefined ? {} : { completed };
  // There are few page sizes, so that clients often read the same page again and can send `If-None-Match`.
  const limit = random.pick([least, least + 2, 50, 100]);
  const query = new URLSearchParams([['limit', String(limit)], ...listParameters(conditions)]);
  return { query: query.toString(), conditions, limit };
}
