import { DomainError } from '../errors.ts';
import type { Seq } from './change.ts';

/** The log has never had a change of this number. */
export class ChangeNotFound extends DomainError {
  readonly code = 'change_not_found';

  constructor() {
    super('change not found');
  }
}

/** The change cannot be undone, because the later change `seq` has changed the same task. */
export class UndoConflict extends DomainError {
  readonly code = 'change_in_the_way';
  readonly seq: Seq;

  constructor(seq: Seq) {
    super(`Change ${seq} is in the way: it has changed the task since`);
    this.seq = seq;
  }
}

/** @throws SeqGone if `seq` is outside a log that reaches from `first` to `last` */
export function assertRetained(seq: Seq, first: Seq, last: Seq): void {
  if (seq < first || seq > last) throw new SeqGone(seq, first, last);
}

/** `seq` is outside the log: older than its retention, or after its last change. */
export class SeqGone extends DomainError {
  readonly code = 'seq_gone';

  constructor(seq: Seq, first: Seq, last: Seq) {
    super(
      `The log of changes reaches from seq ${first} to ${last}, and not to ${seq}. ` +
        'Start over: read the list, and go on from the seq in its Taskport-Seq',
    );
  }
}

/** More tasks match a filter than the request allows to change. */
export class TooManyAffected extends DomainError {
  readonly code = 'too_many_affected';
  readonly matched: number;

  constructor(matched: number, max: number) {
    super(`${matched} tasks match, and max_affected is ${max}: nothing was changed`);
    this.matched = matched;
  }
}
