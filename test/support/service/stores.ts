import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../postgres/postgres.ts';
import { type Service, startService } from './service.ts';

/** A store on which the contract tests run. */
export interface StoreUnderTest {
  readonly name: string;
  /** True if this machine lacks the store, so that its tests are skipped. */
  readonly missing: boolean;
  /** True if the longest property tests run few samples, because they already run many on plain PostgreSQL. */
  readonly hasFewSamples?: true;
  /** Returns the service on this store. All tests share the service, each with its own users. */
  service(): Promise<Service>;
}

export const memory: StoreUnderTest = {
  name: 'memory',
  missing: false,
  service: once(() => startService({ kind: 'memory' })),
};

export const sqlite: StoreUnderTest = {
  name: 'SQLite',
  missing: false,
  service: once(() => startService({ kind: 'sqlite', dataDir: temporaryFolder() })),
};

export const postgres: StoreUnderTest = {
  name: 'PostgreSQL',
  missing: !hasPostgres(),
  service: once(async () => startService({ kind: 'postgres', url: await createDatabase() })),
};

/**
 * Returns the URL of the database for tests of SHARDED_BY_USER. `TEST_SHARDED_URL` may name a database that is really
 * sharded by user; otherwise the tests use an ordinary database.
 */
export const shardedUrl = once(async () => process.env.TEST_SHARDED_URL ?? (await createDatabase()));

export const shardedPostgres: StoreUnderTest = {
  name: 'PostgreSQL sharded by user',
  missing: !hasPostgres(),
  hasFewSamples: true,
  service: once(async () => {
    return startService({ kind: 'postgres', url: await shardedUrl() }, undefined, { shardedByUser: true });
  }),
};

/** Returns a function that calls `start` only once, and then returns the same promise. */
function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start();
    return started;
  };
}
