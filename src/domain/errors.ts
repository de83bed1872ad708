/** The public codes of the domain's errors; clients switch on them. */
export type DomainErrorCode =
  | 'task_not_found'
  | 'validation_failed'
  | 'precondition_failed'
  | 'change_not_found'
  | 'change_in_the_way'
  | 'seq_gone'
  | 'too_many_affected'
  | 'unauthenticated'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'wrong_user'
  | 'issuer_unavailable'
  | 'token_not_found'
  | 'rate_limited'
  | 'cross_origin'
  | 'host_not_allowed'
  | 'idempotency_key_reused';

export abstract class DomainError extends Error {
  abstract readonly code: DomainErrorCode;
}

/** The task does not exist, or another user owns it. A response never reveals which of the two. */
export class TaskNotFound extends DomainError {
  readonly code = 'task_not_found';

  constructor() {
    super('Task not found');
  }
}

/** The idempotency key was used before, for a different request. */
export class IdempotencyKeyReused extends DomainError {
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('the idempotency key was used for a different request');
  }
}

/** The rule that a refused value breaks. */
export type Rule =
  | 'not_a_uuid'
  | 'empty'
  | 'blank'
  | 'too_long'
  | 'too_many'
  | 'not_text'
  | 'control_character'
  | 'repeated'
  | 'not_a_priority'
  | 'not_a_date'
  | 'zone_required'
  | 'unknown_zone'
  | 'past'
  | 'too_late';

/**
 * The value breaks a rule of the domain. `limit` is the bound that the value exceeds, if the rule has a bound. `index`
 * is the index of the element that breaks the rule, if the value is a list.
 */
export class InvalidValue extends DomainError {
  readonly code = 'validation_failed';
  readonly rule: Rule;
  readonly limit: number | undefined;
  readonly index: number | undefined;

  constructor(rule: Rule, limit?: number, index?: number) {
    super(`invalid value: ${rule}`);
    this.rule = rule;
    this.limit = limit;
    this.index = index;
  }
}
