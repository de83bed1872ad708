/** An error while connecting. No statement has been sent. */
export class ConnectError extends Error {
  /** Identifies the error even if the ORM has copied its properties to an error of its own. */
  readonly isConnecting = true;
  readonly code: string | undefined;
  readonly syscall: string | undefined;

  constructor(cause: NodeJS.ErrnoException) {
    // If a host has several addresses and all fail, Node's error has a code and no message.
    super(cause.message || String(cause.code), { cause });
    this.code = cause.code;
    this.syscall = cause.syscall;
  }
}

/** The database is set up in a way that cannot work. The message says what to change. */
export class UnfitDatabase extends Error {}
