import { Random } from '../../support/random.ts';
import { type Change, parse, type Task } from '../../support/wire.ts';
import { acknowledgement, answer, type Write, type WriteRequest } from '../ledger.ts';
import type { Run } from '../run.ts';
import { chooseWrite } from './choose-write.ts';
import type { User } from './user.ts';

/** The share of attempts in which the client hangs up before it reads the reply. */
const DROP_SHARE = 0.08;

/** Sends a random write under an idempotency key until it is answered; a tenth of the writes twice or more. */
export async function write(run: Run, user: User, client: number, turn: number): Promise<void> {
  const random = new Random(run.settings.seed, client, turn);
  const key = `c${client}-${turn}`;
  const request = chooseWrite(user, random, key);
  const write: Write = { ...request, user: user.id, key, startedAt: performance.now(), answers: [], lost: 0 };
  user.writes.push(write);
  run.tally.writes++;
  const attempts = Array.from({ length: timesToSend(request, random) }, (_, attempt) => attempt);
  const send = (attempt: number) =>
    deliver(run, user, write, attempt, new Random(run.settings.seed, client, turn, attempt));
  if (random.chance(0.6)) await Promise.all(attempts.map(send));
  else for (const attempt of attempts) await send(attempt);
  if (write.answers.length === 0) run.tally.unknown++;
  else run.settings.onAnswer?.();
}

function timesToSend({ operation }: WriteRequest, random: Random): number {
  if (operation === 'toggle') return random.between(1, 3);
  return random.chance(0.1) ? 2 : 1;
}

async function deliver(run: Run, user: User, write: Write, attempt: number, random: Random): Promise<void> {
  // A quoted key and a bare one are the same key.
  const key = attempt % 2 === 0 ? write.key : `"${write.key}"`;
  const request = { ...write, headers: { ...write.headers, 'Idempotency-Key': key } };
  const lost = () => {
    write.lost++;
  };
  const reply = await run.client.sendUntilAnswered(request, random, {
    deadline: run.deadline,
    drops: DROP_SHARE,
    lost,
  });
  if (reply === undefined) return;
  write.answers.push(answer(reply));
  count(run, write);
  learn(user, write);
}

function count({ tally }: Run, write: Write): void {
  const last = write.answers.at(-1);
  if (write.answers.length === 1) tally.answered++;
  if (last?.replayed) tally.replays++;
  if (last?.status === 404) tally.missing++;
  if (last?.status === 409) tally.refusedUndos++;
  if (last?.status === 412) tally.conflicts++;
}

/** Shares the answer with the other clients of the user. */
function learn(user: User, write: Write): void {
  const done = acknowledgement(write);
  const { operation, task } = write;
  if (done === undefined || done.seq === null) {
    if (task !== null && write.answers.at(-1)?.status === 404) user.forget(task);
    return;
  }
  const body = parse<Task & Change>(done.text);
  const id = task ?? body?.id;
  if (id === undefined) return;
  const isDeleted = operation === 'delete' || (operation === 'undo' && body?.task === null);
  user.learn(done.seq, id, isDeleted ? null : done.version);
}
