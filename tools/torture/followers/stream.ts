import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../support/random.ts';
import { type Change, parse } from '../../support/wire.ts';
import { UnexpectedReply } from '../clients/client.ts';
import type { User } from '../clients/user.ts';
import type { Run } from '../run.ts';
import type { Follower } from './follower.ts';

/** Follows the change feed as server-sent events; disconnects at random, and resumes with `Last-Event-ID`. */
export async function followEvents(run: Run, user: User, follower: Follower, userIndex: number): Promise<void> {
  const random = new Random(run.settings.seed, userIndex);
  while (!follower.isDone && Date.now() < run.deadline) {
    const answer = await open(run, user, follower, random).catch(() => undefined);
    const wait = answer === undefined || answer.statusCode === 503 || answer.statusCode === 504;
    if (wait) {
      answer?.destroy();
      run.tally.retries++;
      await pause(random.between(5, 100));
      continue;
    }
    run.tally.streams++;
    await listen(run, answer, follower, random);
  }
}

function open(run: Run, user: User, { seq }: Follower, random: Random): Promise<IncomingMessage> {
  const last: Record<string, string> = seq === 0 ? {} : { 'Last-Event-ID': String(seq) };
  // The server ignores `since` if the request has the header `Last-Event-ID`.
  const path = `${user.changes}?since=0`;
  return run.client.open({ method: 'GET', path, headers: { Accept: 'text/event-stream', ...last } }, random);
}

/** Reads events until the server ends the stream; disconnects after a random number of events or a random time. */
async function listen(run: Run, answer: IncomingMessage, follower: Follower, random: Random): Promise<void> {
  const type = answer.headers['content-type'] ?? '';
  if (answer.statusCode !== 200 || !type.startsWith('text/event-stream')) {
    answer.destroy();
    throw new UnexpectedReply(`GET changes as events after seq ${follower.seq}: ${answer.statusCode} ${type}`);
  }
  const cut = () => {
    run.tally.cuts++;
    answer.destroy();
  };
  const timer = setTimeout(cut, random.between(100, 4000));
  const hangUp = () => answer.destroy();
  follower.stopped.addEventListener('abort', hangUp);
  try {
    let left = random.pick([1, 10, 100, 1000]);
    for await (const change of changesIn(answer)) {
      follower.take(change);
      left--;
      if (left === 0) cut();
      if (answer.destroyed) break;
    }
  } finally {
    clearTimeout(timer);
    follower.stopped.removeEventListener('abort', hangUp);
    answer.destroy();
  }
}

/** Yields the changes in an event stream until it ends or breaks; drops an incomplete last event. */
async function* changesIn(answer: IncomingMessage): AsyncGenerator<Change> {
  let rest = '';
  answer.setEncoding('utf8');
  try {
    for await (const chunk of answer) {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const change = changeIn(event);
        if (change !== undefined) yield change;
      }
    }
  } catch (error) {
    if (error instanceof UnexpectedReply) throw error;
  }
}

/** Parses the change in a server-sent event; returns undefined for a comment or a `retry` field. */
function changeIn(event: string): Change | undefined {
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  if (data === undefined) return undefined;
  const change = parse<Change>(data);
  const id = /^id: ?(.*)$/m.exec(event)?.[1];
  if (change === undefined || id !== String(change.seq))
    throw new UnexpectedReply(`an event whose id is not the seq of its change: ${event}`);
  return change;
}
