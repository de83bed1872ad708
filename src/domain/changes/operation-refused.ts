import { DomainError } from '../errors.ts';

/** A step of an operation was refused, and so nothing was done. */
export class OperationRefused extends DomainError {
  readonly code: DomainError['code'];
  /** The index of the step. */
  readonly step: number;
  /** Why the step was refused. */
  override readonly cause: DomainError;

  constructor(step: number, cause: DomainError) {
    super(`step ${step}: ${cause.message}`);
    this.code = cause.code;
    this.step = step;
    this.cause = cause;
  }
}
