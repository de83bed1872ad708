/** Why a store cannot answer. The codes are public: clients switch on them. */
export type StoreErrorCode = 'overloaded' | 'database_unavailable' | 'database_timeout' | 'storage_full';

/** The store could not answer, through no fault of the request; `cause` is for the log alone. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** The life of whatever keeps the tasks, from start to stop. */
export abstract class StoreLifecycle {
  /** Takes possession of what only one process may use. Fails at once if another has it. */
  abstract open(): Promise<void>;

  /** Resolves when the store is reachable and its schema has all that this release needs, however long that takes. */
  abstract prepare(): Promise<void>;

  /**
   * Asks the store whether it can be read, and written to.
   *
   * @throws StoreError if it cannot, or does not answer
   */
  abstract check(): Promise<void>;

  /** Lets go of everything; pending calls may fail. */
  abstract close(): Promise<void>;
}
