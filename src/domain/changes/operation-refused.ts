import { DomainError } from '../errors.ts';

/** A step of an operation was refused, so the operation has changed nothing. */
export class OperationRefused extends DomainError {
  readonly code: DomainError['code'];
  /** The index of the refused step in the operation. */
  readonly step: number;
  /** The error for which the step was refused. */
  override readonly cause: DomainError;

  constructor(step: number, cause: DomainError) {
    super(`step ${step}: ${cause.message}`);
    this.code = cause.code;
    this.step = step;
    this.cause = cause;
  }
}
