import { Random } from '../../support/random.ts';
import { answer, type Verb, type Write, type WriteRequest } from '../ledger.ts';
import { chooseWrite } from '../requests/choose-write.ts';
import type { Run } from '../run.ts';
import { countAnswer, countRequest } from './count.ts';
import { learn } from './learn.ts';
import type { User } from './user.ts';

/** The share of attempts in which the client disconnects before it has read the response. */
const DROP_SHARE = 0.08;
/** The share of requests without an idempotency key among the writes that may change several tasks. */
const KEYLESS_SHARE = 0.3;
const MANY: ReadonlySet<Verb> = new Set(['batch', 'editMatching', 'deleteMatching']);

/**
 * Sends a random write. With an idempotency key, the client retries until a response is final. Without one, it sends
 * the write once.
 *
 * Some writes are repeated on purpose. A repetition without an idempotency key is recorded as a write of its own.
 */
export async function write(run: Run, user: User, client: number, turn: number): Promise<void> {
  const random = new Random(run.settings.seed, client, turn);
  const key = `c${client}-${turn}`;
  const request = chooseWrite(user, random, key);
  // A dry run gets no idempotency key, because it writes nothing and the server would not store the key.
  const isKeyless = request.matching?.isDryRun || (MANY.has(request.verb) && random.chance(KEYLESS_SHARE));
  const attempts = Array.from({ length: timesToSend(request, random) }, (_, attempt) => attempt);
  const writes = (isKeyless ? attempts : [0]).map(() => newWrite(run, user, { ...request, key, isKeyless }));
  const send = (attempt: number) => {
    const write = (writes[attempt] ?? writes[0]) as Write;
    return deliver(run, user, write, attempt, new Random(run.settings.seed, client, turn, attempt));
  };
  if (random.chance(0.6)) await Promise.all(attempts.map(send));
  else for (const attempt of attempts) await send(attempt);
  for (const { answers } of writes) {
    if (answers.length === 0) run.tally.unknown++;
    else run.settings.onAnswer?.();
  }
}

function newWrite(run: Run, user: User, request: WriteRequest & Pick<Write, 'key' | 'isKeyless'>): Write {
  const write = { ...request, user: user.id, startedAt: performance.now(), known: user.seq, answers: [], lost: 0 };
  user.writes.push(write);
  countRequest(run.tally, write);
  return write;
}

function timesToSend({ verb }: WriteRequest, random: Random): number {
  if (verb === 'toggle') return random.between(1, 3);
  return random.chance(MANY.has(verb) ? 0.3 : 0.1) ? 2 : 1;
}

async function deliver(run: Run, user: User, write: Write, attempt: number, random: Random): Promise<void> {
  // The server must treat a quoted idempotency key and an unquoted one as the same key.
  const key = attempt % 2 === 0 ? write.key : `"${write.key}"`;
  const request = write.isKeyless ? write : { ...write, headers: { ...write.headers, 'Idempotency-Key': key } };
  const lost = () => {
    write.lost++;
  };
  const deadline = write.isKeyless ? 0 : run.deadline;
  const reply = await run.client.sendUntilAnswered(request, random, { deadline, drops: DROP_SHARE, lost });
  if (reply === undefined) return;
  write.answers.push(answer(reply));
  countAnswer(run.tally, write);
  learn(user, write);
}
