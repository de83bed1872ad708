/** An error while a connection was opened. No statement has been sent yet. */
export class ConnectError extends Error {
  /**
   * Marks this kind of error. `instanceof` is not enough: MikroORM copies the properties to an error of another class.
   */
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

/** The error thrown when the service cannot work with the database as it is set up. The message says what to change. */
export class UnfitDatabase extends Error {}

/** The error thrown when a setting of the service does not fit the database. The message says what to set. */
export class WrongSetting extends UnfitDatabase {}
