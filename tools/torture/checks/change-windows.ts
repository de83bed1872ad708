import type { Change } from '../../support/wire.ts';
import { type Answer, isSuccess, type Write } from '../ledger.ts';
import type { LogIndex } from './log-index.ts';

/** The window in which each change can have been made: from its first request to its first acknowledgement. */
export class ChangeWindows {
  readonly #logIndex: LogIndex;
  readonly #asked = new Map<number, number>();
  readonly #told = new Map<number, number>();

  constructor(logIndex: LogIndex, writes: readonly Write[]) {
    this.#logIndex = logIndex;
    for (const { operation, startedAt, answers } of writes) {
      for (const { seq, received } of answers.filter(isSuccess)) {
        if (seq === null) continue;
        // A set that changed nothing is answered with an earlier change, whose request is unknown here.
        const asked = operation === 'set' ? Number.NEGATIVE_INFINITY : startedAt;
        this.#asked.set(seq, Math.min(asked, this.#asked.get(seq) ?? Number.POSITIVE_INFINITY));
        this.#told.set(seq, Math.min(received, this.#told.get(seq) ?? Number.POSITIVE_INFINITY));
      }
    }
  }

  /** Returns whether a change can have been made before an answer was received. */
  mayPrecede({ seq }: Change, { received }: Answer): boolean {
    return (this.#asked.get(seq) ?? Number.NEGATIVE_INFINITY) <= received;
  }

  /** Returns whether the task can have been in the state after a change while the server answered. */
  mayHold(change: Change, answer: Answer): boolean {
    const next = this.#logIndex.after(change);
    const deadline = next === undefined ? undefined : this.#told.get(next.seq);
    return this.mayPrecede(change, answer) && (deadline ?? Number.POSITIVE_INFINITY) >= answer.sent;
  }
}
