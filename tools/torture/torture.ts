import { randomUUID } from 'node:crypto';
import { Random } from '../support/random.ts';
import { type Breach, check } from './check.ts';
import { Client, Unreachable } from './clients/client.ts';
import { read } from './clients/reads.ts';
import { User } from './clients/user.ts';
import { walk } from './clients/walk.ts';
import { write } from './clients/writer.ts';
import { Follower } from './followers/follower.ts';
import { NaiveReader, readNaively } from './followers/naive-reader.ts';
import { followPages } from './followers/poll.ts';
import { followEvents } from './followers/stream.ts';
import { findHead, gather } from './gather.ts';
import { startProgress } from './progress.ts';
import type { Report } from './report.ts';
import { patience, type Run, watch } from './run.ts';
import type { Settings } from './settings.ts';
import { Tally } from './tally.ts';

/** No run has more writes than this, for it keeps them all. */
const MOST_WRITES = 300_000;
/** How much of what clients do is reading. */
const READS = 0.15;
/** How long to look for a server before there is nothing to begin with. */
const GREETING = 3000;

/**
 * Drives a Taskport with many clients at once, then looks whether it has kept its promises.
 *
 * @throws Unreachable if there is nothing that can be driven, or nothing left to look at
 */
export async function torture(settings: Settings): Promise<Report> {
  const tally = new Tally();
  const client = new Client(settings, tally);
  let stopProgress: (() => void) | undefined;
  try {
    await greet(client);
    const end = Date.now() + settings.seconds * 1000;
    const until = end + settings.patience * 1000;
    const run = { settings, client, tally, end, until, breaches: [] };
    stopProgress = startProgress(run);
    return await drive(run);
  } finally {
    stopProgress?.();
    client.close();
  }
}

async function drive(run: Run): Promise<Report> {
  const { settings, tally } = run;
  const users = Array.from({ length: settings.users }, () => new User(randomUUID()));
  const [shared] = users as [User];
  const reader = new NaiveReader();
  const over = new AbortController();
  const reading = watch(run, shared.id, () => readNaively(run, shared, reader, over.signal).catch(ignoreUnreachable));
  const following = users.map((user, index) => follow(run, user, index));
  await Promise.all(clientsOf(run, users));
  over.abort();
  await reading;
  const evidence = await Promise.all(following.map((finish) => finish()));
  const breaches: Breach[] = [...run.breaches, ...evidence.flatMap((known) => known.breaches)];
  const missed = reader.missed(await walk(run, `${shared.tasks}?limit=100`, new Random(0), patience(run)));
  const changes = evidence.reduce((sum, known) => sum + known.changes, 0);
  return { seed: settings.seed, tally, users: users.length, changes, missed, breaches };
}

/** Half of the clients are the first user's, the others are spread over the rest. */
function clientsOf(run: Run, users: readonly User[]): Promise<void>[] {
  const { clients } = run.settings;
  return Array.from({ length: clients }, (_, index) => {
    const other = users[1 + (index % Math.max(1, users.length - 1))];
    const user = index < clients / 2 || other === undefined ? (users[0] as User) : other;
    return live(run, user, index);
  });
}

/** The life of a client: one thing after the other, until time is over. */
async function live(run: Run, user: User, client: number): Promise<void> {
  for (let turn = 0; Date.now() < run.end && run.tally.writes < MOST_WRITES; turn++) {
    const random = new Random(run.settings.seed, client, turn, -1);
    if (!random.chance(READS)) await write(run, user, client, turn);
    else await watch(run, user.id, () => read(run, user, random).catch(ignoreUnreachable));
  }
}

/** Follows a user's feed in two ways; what it returns waits for both, and says what became of it all. */
function follow(run: Run, user: User, place: number): () => Promise<{ changes: number; breaches: Breach[] }> {
  const followers = { 'a follower by pages': new Follower(), 'a follower by events': new Follower() };
  const { 'a follower by pages': pages, 'a follower by events': events } = followers;
  const both = Promise.all([
    watch(run, user.id, () => followPages(run, user, pages, place).catch(ignoreUnreachable)),
    watch(run, user.id, () => followEvents(run, user, events, place)),
  ]);
  return async () => {
    await watch(run, user.id, async () => {
      const head = await findHead(run, user);
      for (const follower of Object.values(followers)) follower.finish(head);
    });
    await both;
    let found: Breach[] = [];
    let changes = 0;
    await watch(run, user.id, async () => {
      const evidence = await gather(run, user, followers);
      found = check(evidence);
      changes = evidence.log.length;
    });
    return { changes, breaches: found };
  };
}

/** What is away while clients run may come back; if it does not, the end will tell. */
function ignoreUnreachable(error: unknown): void {
  if (!(error instanceof Unreachable)) throw error;
}

/** Finds out whether there is a Taskport that has what is to be driven. */
async function greet(client: Client): Promise<void> {
  const random = new Random(0);
  const reply = await client.insist({ method: 'GET', path: `/api/${randomUUID()}/changes` }, random, {
    until: Date.now() + GREETING,
  });
  const urls = client.urls.join(', ');
  if (reply === undefined) {
    throw new Unreachable(`Nothing answers at ${urls}. Start a Taskport with \`make start\`, or name another in URL.`);
  }
  if (reply.status === 200) return;
  throw new Unreachable(
    `What answers at ${urls} has no feed of changes (${reply.status}): it is no Taskport, or an old one.`,
  );
}
