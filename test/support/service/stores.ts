import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../postgres/postgres.ts';
import { type Service, startService } from './service.ts';

/** A kind of store to run a contract on. */
export interface StoreUnderTest {
  readonly name: string;
  /** Why it cannot be tested here, if it cannot. */
  readonly missing: boolean;
  /** The service on that store: one for all tests, which keep apart by each having users of its own. */
  service(): Promise<Service>;
}

export const memory: StoreUnderTest = {
  name: 'memory',
  missing: false,
  service: once(() => startService({ kind: 'memory' })),
};

export const pglite: StoreUnderTest = {
  name: 'PGlite',
  missing: false,
  service: once(() => startService({ kind: 'embedded', dataDir: temporaryFolder() })),
};

export const postgres: StoreUnderTest = {
  name: 'PostgreSQL',
  missing: !hasPostgres(),
  service: once(async () => startService({ kind: 'postgres', url: await createDatabase() })),
};

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
