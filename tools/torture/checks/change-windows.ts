import type { Change } from '../../support/wire.ts';
import { type Answer, isSuccess, type Write } from '../ledger.ts';
import type { LogIndex } from './log-index.ts';

/** The window in which each change can have been made: from its first request to its first acknowledgement. */
export class ChangeWindows {
  readonly #logIndex: LogIndex;
  readonly #requested = new Map<number, number>();
  readonly #acknowledged = new Map<number, number>();

  constructor(logIndex: LogIndex, writes: readonly Write[]) {
    this.#logIndex = logIndex;
    for (const { operation, startedAt, answers } of writes) {
      for (const { seq, received } of answers.filter(isSuccess)) {
        if (seq === null) continue;
        // A `set` that changed nothing is answered with an earlier change, whose request is unknown here.
        const requested = operation === 'set' ? Number.NEGATIVE_INFINITY : startedAt;
        this.#requested.set(seq, Math.min(requested, this.#requested.get(seq) ?? Number.POSITIVE_INFINITY));
        this.#acknowledged.set(seq, Math.min(received, this.#acknowledged.get(seq) ?? Number.POSITIVE_INFINITY));
      }
    }
  }

  /** Returns whether a change can have been made before an answer was received. */
  mayPrecede({ seq }: Change, { received }: Answer): boolean {
    return (this.#requested.get(seq) ?? Number.NEGATIVE_INFINITY) <= received;
  }

  /** Returns whether the task can have been in the state after a change while the server answered. */
  mayHold(change: Change, answer: Answer): boolean {
    const next = this.#logIndex.after(change);
    const latest = next === undefined ? undefined : this.#acknowledged.get(next.seq);
    return this.mayPrecede(change, answer) && (latest ?? Number.POSITIVE_INFINITY) >= answer.sent;
  }
}
