import type { Seq } from './change.ts';
import type { Task } from './task.ts';

/** What the domain can refuse. The codes are public: clients switch on them. */
export type DomainErrorCode =
  | 'task_not_found'
  | 'validation_failed'
  | 'precondition_failed'
  | 'change_not_found'
  | 'change_in_the_way'
  | 'seq_gone'
  | 'idempotency_key_reused';

export abstract class DomainError extends Error {
  abstract readonly code: DomainErrorCode;
}

/** There is no such task, or it is someone else's: the two are never told apart. */
export class TaskNotFound extends DomainError {
  readonly code = 'task_not_found';

  constructor() {
    super('Task not found');
  }
}

/** The task is not as the writer last saw it; `current` is what it is, where there is one. */
export class PreconditionFailed extends DomainError {
  readonly code = 'precondition_failed';
  readonly current: Task | undefined;

  constructor(current?: Task) {
    super('the task is another than was expected');
    this.current = current;
  }
}

/** There never was such a change. */
export class ChangeNotFound extends DomainError {
  readonly code = 'change_not_found';

  constructor() {
    super('change not found');
  }
}

/** What was changed has been changed again since, by the change `seq`. */
export class ChangeInTheWay extends DomainError {
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

/** The key was sent before, with another request. */
export class IdempotencyKeyReused extends DomainError {
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('the key was sent with another request');
  }
}

/** The rule that a value breaks. */
export type Rule = 'not_a_uuid' | 'empty' | 'blank' | 'too_long' | 'not_text';

/** A value that breaks a rule of the domain; `limit` is the bound it passed, where there is one. */
export class InvalidValue extends DomainError {
  readonly code = 'validation_failed';
  readonly rule: Rule;
  readonly limit: number | undefined;

  constructor(rule: Rule, limit?: number) {
    super(`invalid value: ${rule}`);
    this.rule = rule;
    this.limit = limit;
  }
}
