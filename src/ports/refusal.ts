/** The reason to refuse a file or a store: it is missing, it has invalid content, or it must not be overwritten. */
export type RefusalReason = 'missing' | 'invalid' | 'exists';

/** The error that a command cannot use a file or a store. The message says how the user can solve the problem. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
