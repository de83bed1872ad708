import type { Change } from '../../support/wire.ts';
import { type Answer, isSuccess, type Write } from '../ledger.ts';
import type { Chronicle } from './chronicle.ts';

/** Between which moments each change can have been made: after it was asked for, and before anybody was told of it. */
export class Spans {
  readonly #chronicle: Chronicle;
  readonly #asked = new Map<number, number>();
  readonly #told = new Map<number, number>();

  constructor(chronicle: Chronicle, writes: readonly Write[]) {
    this.#chronicle = chronicle;
    for (const { operation, begun, answers } of writes) {
      for (const { seq, received } of answers.filter(isSuccess)) {
        if (seq === null) continue;
        // What a set found done was asked for by somebody else, nobody knows when.
        const asked = operation === 'set' ? Number.NEGATIVE_INFINITY : begun;
        this.#asked.set(seq, Math.min(asked, this.#asked.get(seq) ?? Number.POSITIVE_INFINITY));
        this.#told.set(seq, Math.min(received, this.#told.get(seq) ?? Number.POSITIVE_INFINITY));
      }
    }
  }

  /** Whether a change can have been made before an answer was here. */
  mayPrecede({ seq }: Change, { received }: Answer): boolean {
    return (this.#asked.get(seq) ?? Number.NEGATIVE_INFINITY) <= received;
  }

  /** Whether the task can have been as a change left it while an answer was made. */
  mayHold(change: Change, answer: Answer): boolean {
    const next = this.#chronicle.after(change);
    const until = next === undefined ? undefined : this.#told.get(next.seq);
    return this.mayPrecede(change, answer) && (until ?? Number.POSITIVE_INFINITY) >= answer.sent;
  }
}
