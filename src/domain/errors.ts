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
