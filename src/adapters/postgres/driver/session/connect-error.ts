/** An error while connecting. No statement has been sent. */
export class ConnectError extends Error {
  /** Marks an error while connecting, even if the ORM copies the error's properties into an error class of its own. */
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

/** The error that the service cannot work with the database as it is set up. The message says what to change. */
export class UnfitDatabase extends Error {}

/** The error that a setting of the service does not suit the database. The message says what to set. */
export class WrongSetting extends UnfitDatabase {}
