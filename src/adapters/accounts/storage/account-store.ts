import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';

/** The database of the accounts, which is also the database of the tasks. */
export interface AccountStore {
  readonly type: 'sqlite' | 'postgres';

  /**
   * The query builder on the connections that serve requests.
   *
   * @throws StoreError `database_unavailable` before `prepare` has resolved
   */
  readonly database: Kysely<unknown>;

  /**
   * Runs `migrate`, and opens the connections that serve requests.
   *
   * @param migrate creates missing tables and columns; runs in a transaction, and in only one process at a time
   */
  prepare(migrate: (database: Kysely<unknown>) => Promise<void>): Promise<void>;

  close(): Promise<void>;
}

/** The error of the first SQL statement that failed during a call of {@link unhidden}. */
interface Failure {
  error: unknown;
}

const running = new AsyncLocalStorage<Failure>();

/** Remembers the error of a failed SQL statement for the surrounding call of {@link unhidden}. */
export function noteFailure(error: unknown): void {
  const failure = running.getStore();
  if (failure !== undefined) failure.error ??= error;
}

/**
 * Runs a call of Better Auth and rethrows database errors that Better Auth hides. For example, its sign-out reports
 * success although deleting the session failed.
 *
 * @throws the first error of an SQL statement, even if Better Auth has hidden it
 */
export async function unhidden<T>(work: () => Promise<T>): Promise<T> {
  const failure: Failure = { error: undefined };
  const result = running.run(failure, work);
  await result.catch(() => {});
  if (failure.error !== undefined) throw failure.error;
  return result;
}
