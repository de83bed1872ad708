/** The error codes of a store's failures. Clients see these codes and rely on them. */
export type StoreErrorCode = 'overloaded' | 'database_unavailable' | 'database_timeout' | 'storage_full';

/** A failure of the store that the request has not caused. `cause` is logged, and never sent to a client. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** Starts, checks and stops a store. */
export abstract class StoreLifecycle {
  /** Locks a store that only one process may use. Fails at once if another process has locked it. */
  abstract open(): Promise<void>;

  /** Resolves when the store is reachable and has the schema of this release. Waits without a time limit. */
  abstract prepare(): Promise<void>;

  /**
   * Checks that the store can be read and written.
   *
   * @throws StoreError
   */
  abstract check(): Promise<void>;

  /** Frees all resources; pending calls may fail. */
  abstract close(): Promise<void>;
}
