/** What failed while a connection was being made: whatever it was, nothing has been asked of the database yet. */
export class ConnectError extends Error {
  /** Tells it from others even if the ORM has put an error of its own in its place, with the same properties. */
  readonly isConnecting = true;
  readonly code: string | undefined;
  readonly syscall: string | undefined;

  constructor(cause: NodeJS.ErrnoException) {
    // Where a host has several addresses, and all fail, there is no message.
    super(cause.message || String(cause.code), { cause });
    this.code = cause.code;
    this.syscall = cause.syscall;
  }
}

/** The database cannot be used as it is set up. The message says what to do about it. */
export class UnfitDatabase extends Error {}
