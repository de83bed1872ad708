import { StoreError } from '../../../ports/store-lifecycle.ts';

// Primary result codes of SQLite: https://www.sqlite.org/rescode.html
const BUSY = 5;
const FULL = 13;
const DAMAGED = [/* CORRUPT */ 11, /* NOTADB */ 26];
const UNAVAILABLE = [/* NOMEM */ 7, /* READONLY */ 8, /* IOERR */ 10, /* CANTOPEN */ 14, ...DAMAGED];

/** Translates an error of SQLite to a `StoreError`. Any other error is a bug, and is returned unchanged. */
export function toStoreError(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return new StoreError('storage_full', error);
  const primary = primaryCodeOf(error);
  if (primary === FULL) return new StoreError('storage_full', error);
  if (primary === BUSY) return new StoreError('overloaded', error);
  return UNAVAILABLE.includes(primary) ? new StoreError('database_unavailable', error) : error;
}

/** Returns whether SQLite found that a file is damaged, or is not a database. */
export function isDamaged(error: unknown): boolean {
  return DAMAGED.includes(primaryCodeOf(error));
}

/** Returns the primary result code, which is the low byte of an SQLite error code; 0 for any other error. */
function primaryCodeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}
