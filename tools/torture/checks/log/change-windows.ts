import type { Change } from '../../../support/wire.ts';
import { type Answer, isSuccess, type Write } from '../../ledger.ts';
import { changesOf } from '../effects/effects.ts';
import type { LogIndex } from './log-index.ts';

/** The time in which the server can have made each change: from the first request to the first success response. */
export class ChangeWindows {
  readonly #logIndex: LogIndex;
  readonly #requested = new Map<number, number>();
  readonly #acknowledged = new Map<number, number>();

  constructor(logIndex: LogIndex, writes: readonly Write[]) {
    this.#logIndex = logIndex;
    for (const write of writes) {
      const received = Math.min(...write.answers.filter(isSuccess).map((answer) => answer.received));
      for (const { seq } of changesOf(write, logIndex)) {
        // A `set` without effect returns the `seq` of another write's change. The request of that write is unknown
        // here, so the window has no start.
        const requested = write.verb === 'set' ? Number.NEGATIVE_INFINITY : write.startedAt;
        this.#requested.set(seq, Math.min(requested, this.#requested.get(seq) ?? Number.POSITIVE_INFINITY));
        this.#acknowledged.set(seq, Math.min(received, this.#acknowledged.get(seq) ?? Number.POSITIVE_INFINITY));
      }
    }
  }

  /** Returns whether the server can have made the change before the client received the response. */
  mayPrecede({ seq }: Change, { received }: Answer): boolean {
    return (this.#requested.get(seq) ?? Number.NEGATIVE_INFINITY) <= received;
  }

  /** Returns whether, while the server handled a request, this change can have been the latest change of its task. */
  mayHold(change: Change, answer: Answer): boolean {
    const next = this.#logIndex.after(change);
    const latest = next === undefined ? undefined : this.#acknowledged.get(next.seq);
    return this.mayPrecede(change, answer) && (latest ?? Number.POSITIVE_INFINITY) >= answer.sent;
  }
}
