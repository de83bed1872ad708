import type { DatabaseConfig } from '../../../config/env.ts';
import type { StoreSnapshot, StoreWriter } from '../../ports/store-copy.ts';
import { Failure } from '../exit-codes.ts';

/** Calls `work` with a reader of a consistent snapshot of a store, even while a service writes to the store. */
export async function snapshotOf<T>(store: DatabaseConfig, work: (source: StoreSnapshot) => Promise<T>): Promise<T> {
  switch (store.kind) {
    case 'memory':
      throw inMemory();
    case 'sqlite':
      return (await import('../../adapters/sqlite/copy/sqlite-rows.ts')).snapshotOfSqlite(store.dataDir, work);
    case 'postgres':
      return (await import('../../adapters/postgres/copy/postgres-rows.ts')).fromPostgres(store.url, work);
  }
}

/** Calls `work` with a writer that adds rows to a store in one transaction. */
export async function mergeInto<T>(store: DatabaseConfig, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  switch (store.kind) {
    case 'memory':
      throw inMemory();
    case 'sqlite':
      return (await import('../../adapters/sqlite/copy/sqlite-rows.ts')).mergeIntoSqlite(store.dataDir, work);
    case 'postgres':
      return (await import('../../adapters/postgres/copy/postgres-rows.ts')).mergeIntoPostgres(store.url, work);
  }
}

function inMemory(): Failure {
  return new Failure('unavailable', 'DATABASE_URL is memory:, whose tasks end with the service');
}
