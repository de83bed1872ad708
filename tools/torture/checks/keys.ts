import type { Evidence } from '../evidence.ts';
import { type Answer, acknowledgement, isSuccess, named, type Write } from '../ledger.ts';

/** That a key has one answer, which is given to whoever sends it again. */
export function* checkKeys({ writes }: Evidence): Generator<string> {
  for (const write of writes) {
    const [first, ...others] = write.answers.filter(isSuccess);
    if (first === undefined) continue;
    for (const other of others) {
      if (!isSameAnswer(first, other)) yield `${named(write)}: answered ${told(first)}, and also ${told(other)}`;
    }
    const anew = write.answers.filter((answer) => isSuccess(answer) && !answer.replayed);
    if (anew.length > 1) yield `${named(write)}: done anew ${anew.length} times, ${anew.map(told).join(', ')}`;
    yield* refusals(write);
  }
}

/** Who asks again after it was acknowledged can be told nothing else. */
function* refusals(write: Write): Generator<string> {
  const done = acknowledgement(write);
  if (done === undefined) return;
  for (const answer of write.answers) {
    const isLater = answer.sent > done.received;
    if (isLater && !isSuccess(answer)) yield `${named(write)}: answered ${told(done)}, and later ${told(answer)}`;
    if (isLater && !answer.replayed) yield `${named(write)}: not called a replay, ${told(answer)}`;
  }
}

function isSameAnswer(one: Answer, other: Answer): boolean {
  const { status, seq, version, text } = one;
  return status === other.status && seq === other.seq && version === other.version && text === other.text;
}

function told({ status, seq, version, text }: Answer): string {
  return `${status} seq ${seq} version ${version} ${text}`;
}
