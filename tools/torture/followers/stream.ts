import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../support/random.ts';
import { type Change, parse } from '../../support/wire.ts';
import { Surprise } from '../clients/client.ts';
import type { User } from '../clients/user.ts';
import type { Run } from '../run.ts';
import type { Follower } from './follower.ts';

/** Follows the feed as events, is cut off now and then, and goes on from the last event that it had. */
export async function followEvents(run: Run, user: User, follower: Follower, place: number): Promise<void> {
  const random = new Random(run.settings.seed, place);
  while (!follower.isDone && Date.now() < run.until) {
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
  // Where to begin is said twice; the header goes before.
  const path = `${user.changes}?since=0`;
  return run.client.open({ method: 'GET', path, headers: { Accept: 'text/event-stream', ...last } }, random);
}

/** Reads until there is an end: the server's, or one of ours after some events or some time. */
async function listen(run: Run, answer: IncomingMessage, follower: Follower, random: Random): Promise<void> {
  const type = answer.headers['content-type'] ?? '';
  if (answer.statusCode !== 200 || !type.startsWith('text/event-stream')) {
    answer.destroy();
    throw new Surprise(`GET changes as events after seq ${follower.seq}: ${answer.statusCode} ${type}`);
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

/** The changes in a stream of events, until the stream ends or breaks. What is not whole then was never said. */
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
    if (error instanceof Surprise) throw error;
  }
}

/** Events without data are comments, or say how soon to come back. */
function changeIn(event: string): Change | undefined {
  const data = /^data: ?(.*)$/m.exec(event)?.[1];
  if (data === undefined) return undefined;
  const change = parse<Change>(data);
  const id = /^id: ?(.*)$/m.exec(event)?.[1];
  if (change === undefined || id !== String(change.seq)) throw new Surprise(`an event that does not fit: ${event}`);
  return change;
}
