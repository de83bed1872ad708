import { DomainError } from '../errors.ts';
import type { Seq } from './change.ts';

/** There never was such a change. */
export class ChangeNotFound extends DomainError {
  readonly code = 'change_not_found';

  constructor() {
    super('change not found');
  }
}

/** What was changed has been changed again since, by the change `seq`. */
export class UndoConflict extends DomainError {
  readonly code = 'change_in_the_way';
  readonly seq: Seq;

  constructor(seq: Seq) {
    super(`Change ${seq} is in the way: it has changed the task since`);
    this.seq = seq;
  }
}

/** The log does not reach to where it was asked from: it is kept for so long, and ends at `last`. */
export class SeqGone extends DomainError {
  readonly code = 'seq_gone';

  constructor(seq: Seq, first: Seq, last: Seq) {
    super(
      `The log of changes reaches from seq ${first} to ${last}, and not to ${seq}. ` +
        'Start over: read the list, and go on from the seq in its Taskport-Seq',
    );
  }
}
