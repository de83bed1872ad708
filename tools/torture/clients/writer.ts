import { Random } from '../../support/random.ts';
import { type Change, parse, type Task } from '../../support/wire.ts';
import { type Asked, acknowledgement, answer, type Write } from '../ledger.ts';
import type { Run } from '../run.ts';
import { chooseWrite } from './operations.ts';
import type { User } from './user.ts';

/** How many of the requests are not listened to. */
const DROPS = 0.08;

/** Chooses a write and sends it, under its key, until it is answered; some several times, also at once. */
export async function write(run: Run, user: User, ...place: number[]): Promise<void> {
  const random = new Random(run.settings.seed, ...place);
  const key = `c${place.join('-')}`;
  const asked = chooseWrite(user, random, key);
  const write: Write = { ...asked, user: user.id, key, begun: performance.now(), answers: [], lost: 0 };
  user.writes.push(write);
  run.tally.writes++;
  const turns = Array.from({ length: timesToSend(asked, random) }, (_, turn) => turn);
  const send = (turn: number) => deliver(run, user, write, turn, new Random(run.settings.seed, ...place, turn));
  if (random.chance(0.6)) await Promise.all(turns.map(send));
  else for (const turn of turns) await send(turn);
  if (write.answers.length === 0) run.tally.unknown++;
  else run.settings.onAnswer?.();
}

function timesToSend({ operation }: Asked, random: Random): number {
  if (operation === 'toggle') return random.between(1, 3);
  return random.chance(0.1) ? 2 : 1;
}

async function deliver(run: Run, user: User, write: Write, turn: number, random: Random): Promise<void> {
  // In quotes or bare it is the same key.
  const key = turn % 2 === 0 ? write.key : `"${write.key}"`;
  const ask = { ...write, headers: { ...write.headers, 'Idempotency-Key': key } };
  const lost = () => {
    write.lost++;
  };
  const reply = await run.client.insist(ask, random, { until: run.until, drops: DROPS, lost });
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

/** Lets the user's other clients know what was answered. */
function learn(user: User, write: Write): void {
  const done = acknowledgement(write);
  const { operation, task } = write;
  if (done === undefined || done.seq === null) {
    if (task !== null && write.answers.at(-1)?.status === 404) user.forget(task);
    return;
  }
  const told = parse<Task & Change>(done.text);
  const id = task ?? told?.id;
  if (id === undefined) return;
  const isGone = operation === 'delete' || (operation === 'undo' && told?.task === null);
  user.learn(done.seq, id, isGone ? null : done.version);
}
