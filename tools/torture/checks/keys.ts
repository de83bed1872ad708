import type { Evidence } from '../evidence.ts';
import { type Answer, acknowledgement, describeWrite, isSuccess, type Write } from '../ledger.ts';

/** Yields each idempotency key with different success responses, or with several that are not marked as replays. */
export function* checkKeys({ writes }: Evidence): Generator<string> {
  for (const write of writes) {
    const [first, ...others] = write.answers.filter(isSuccess);
    if (first === undefined) continue;
    for (const other of others) {
      if (!isSameAnswer(first, other))
        yield `${describeWrite(write)}: answered ${describeAnswer(first)}, and also ${describeAnswer(other)}`;
    }
    const executed = write.answers.filter((answer) => isSuccess(answer) && !answer.replayed);
    if (executed.length > 1)
      yield `${describeWrite(write)}: executed ${executed.length} times, ${executed.map(describeAnswer).join(', ')}`;
    yield* laterAnswers(write);
  }
}

/** Yields each response that is not a replay, although its request was sent after the write was acknowledged. */
function* laterAnswers(write: Write): Generator<string> {
  const done = acknowledgement(write);
  if (done === undefined) return;
  for (const answer of write.answers) {
    const isLater = answer.sent > done.received;
    if (isLater && !isSuccess(answer))
      yield `${describeWrite(write)}: answered ${describeAnswer(done)}, and later ${describeAnswer(answer)}`;
    if (isLater && !answer.replayed) yield `${describeWrite(write)}: not marked as a replay, ${describeAnswer(answer)}`;
  }
}

function isSameAnswer(one: Answer, other: Answer): boolean {
  const { status, seq, version, text } = one;
  return status === other.status && seq === other.seq && version === other.version && text === other.text;
}

function describeAnswer({ status, seq, version, text }: Answer): string {
  return `${status} seq ${seq} version ${version} ${text}`;
}
