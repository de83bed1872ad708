/** Why a file or a store is refused: it is missing, its content is invalid, or it exists and must not be overwritten. */
export type RefusalReason = 'missing' | 'invalid' | 'exists';

/** A file or a store cannot be used as asked, which is for the user to solve. The message says how. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
