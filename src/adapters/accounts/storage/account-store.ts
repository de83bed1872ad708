import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';

/** The database of the accounts: that of the tasks. */
export interface AccountStore {
  readonly type: 'sqlite' | 'postgres';

  /**
   * The connections that serve requests.
   *
   * @throws StoreError before `prepare` has resolved
   */
  readonly database: Kysely<unknown>;

  /**
   * Resolves when the tables exist.
   *
   * @param migrate creates what is missing; it runs in one transaction, and in one process at a time
   */
  prepare(migrate: (database: Kysely<unknown>) => Promise<void>): Promise<void>;

  close(): Promise<void>;
}

/** The first error of a statement, while some work runs. */
interface Failure {
  error: unknown;
}

const running = new AsyncLocalStorage<Failure>();

/** Notes that a statement has failed. */
export function noteFailure(error: unknown): void {
  const failure = running.getStore();
  if (failure !== undefined) failure.error ??= error;
}

/**
 * Runs work of Better Auth, which turns errors of the database into answers of its own: a sign-out even succeeds while
 * its session lives on.
 *
 * @throws the first error of a statement, even if the work has hidden it
 */
export async function unhidden<T>(work: () => Promise<T>): Promise<T> {
  const failure: Failure = { error: undefined };
  const result = running.run(failure, work);
  await result.catch(() => {});
  if (failure.error !== undefined) throw failure.error;
  return result;
}
