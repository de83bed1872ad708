import { randomUUID } from 'node:crypto';
import { Random } from '../support/random.ts';
import { type Breach, check } from './check.ts';
import { Client, Unreachable } from './clients/client.ts';
import { read } from './clients/reads.ts';
import { User } from './clients/user.ts';
import { walkList } from './clients/walk-list.ts';
import { write } from './clients/writer.ts';
import { collectEvidence, findHead } from './collect-evidence.ts';
import { Follower } from './followers/follower.ts';
import { NaiveReader, readNaively } from './followers/naive-reader.ts';
import { followPages } from './followers/poll.ts';
import { followEvents } from './followers/stream.ts';
import { startProgress } from './progress.ts';
import type { Report } from './report.ts';
import { type Run, reportUnexpected, retryDeadline } from './run.ts';
import type { Settings } from './settings.ts';
import { Tally } from './tally.ts';

/** The number of writes after which a run stops, because it keeps all writes in memory. */
const MAX_WRITES = 300_000;
/** The share of reads among all requests. */
const READ_SHARE = 0.15;
/** The time limit for the first response of a server at the start of a run. */
const CONNECT_MS = 3000;

/**
 * Drives a running Taskport with many concurrent torture clients, then checks every promise.
 *
 * @throws Unreachable if no server responds at the start, or at the end
 */
export async function torture(settings: Settings): Promise<Report> {
  const tally = new Tally();
  const client = new Client(settings, tally);
  let stopProgress: (() => void) | undefined;
  try {
    await checkReachable(client);
    const end = Date.now() + settings.seconds * 1000;
    const deadline = end + settings.retrySeconds * 1000;
    const run = { settings, client, tally, end, deadline, breaches: [] };
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
  const reading = reportUnexpected(run, shared.id, () =>
    readNaively(run, shared, reader, over.signal).catch(ignoreUnreachable),
  );
  const following = users.map((user, index) => follow(run, user, index));
  await Promise.all(clientsOf(run, users));
  over.abort();
  await reading;
  const evidence = await Promise.all(following.map((finish) => finish()));
  const breaches: Breach[] = [...run.breaches, ...evidence.flatMap((known) => known.breaches)];
  const missed = reader.missed(await walkList(run, `${shared.tasks}?limit=100`, new Random(0), retryDeadline(run)));
  const changes = evidence.reduce((sum, known) => sum + known.changes, 0);
  return { seed: settings.seed, tally, users: users.length, changes, missed, breaches };
}

function clientsOf(run: Run, users: readonly User[]): Promise<void>[] {
  const { clients } = run.settings;
  return Array.from({ length: clients }, (_, index) => {
    const other = users[1 + (index % Math.max(1, users.length - 1))];
    const user = index < clients / 2 || other === undefined ? (users[0] as User) : other;
    return runClient(run, user, index);
  });
}

/** Runs one torture client, which sends one random read or write after the other until the run ends. */
async function runClient(run: Run, user: User, client: number): Promise<void> {
  for (let turn = 0; Date.now() < run.end && run.tally.writes < MAX_WRITES; turn++) {
    const random = new Random(run.settings.seed, client, turn, -1);
    if (!random.chance(READ_SHARE)) await write(run, user, client, turn);
    else await reportUnexpected(run, user.id, () => read(run, user, random).catch(ignoreUnreachable));
  }
}

/** Follows a user's feed by polling and by events; returns a function that stops both followers and runs the checks. */
function follow(run: Run, user: User, userIndex: number): () => Promise<{ changes: number; breaches: Breach[] }> {
  const followers = { 'follower by pages': new Follower(), 'follower by events': new Follower() };
  const { 'follower by pages': pages, 'follower by events': events } = followers;
  const both = Promise.all([
    reportUnexpected(run, user.id, () => followPages(run, user, pages, userIndex).catch(ignoreUnreachable)),
    reportUnexpected(run, user.id, () => followEvents(run, user, events, userIndex)),
  ]);
  return async () => {
    await reportUnexpected(run, user.id, async () => {
      const head = await findHead(run, user);
      for (const follower of Object.values(followers)) follower.finish(head);
    });
    await both;
    let found: Breach[] = [];
    let changes = 0;
    await reportUnexpected(run, user.id, async () => {
      const evidence = await collectEvidence(run, user, followers);
      found = check(evidence);
      changes = evidence.log.length;
    });
    return { changes, breaches: found };
  };
}

/** Ignores the error that no server is reachable, because servers may restart. Reads after the run do throw it. */
function ignoreUnreachable(error: unknown): void {
  if (!(error instanceof Unreachable)) throw error;
}

/** Checks that a server is running. @throws Unreachable unless a server with a change feed responds */
async function checkReachable(client: Client): Promise<void> {
  const random = new Random(0);
  const reply = await client.sendUntilAnswered({ method: 'GET', path: `/api/${randomUUID()}/changes` }, random, {
    deadline: Date.now() + CONNECT_MS,
  });
  const urls = client.urls.join(', ');
  if (reply === undefined) {
    throw new Unreachable(
      `Nothing answers at ${urls}. Start a Taskport with \`make start\`, or set URL to a running one.`,
    );
  }
  if (reply.status === 200) return;
  throw new Unreachable(
    `The server at ${urls} has no feed of changes (${reply.status}). Set URL to a Taskport of this release.`,
  );
}
