import { StoreError } from '../../../ports/store-lifecycle.ts';

// Primary result codes: https://www.sqlite.org/rescode.html
const BUSY = 5;
const FULL = 13;
const OTHERS_OF_THE_STORE = [
  /* NOMEM */ 7, /* READONLY */ 8, /* IOERR */ 10, /* CORRUPT */ 11, /* CANTOPEN */ 14, /* NOTADB */ 26,
];

/** Returns the store's error for an error of SQLite; any other error is a mistake of ours, and stays as it is. */
export function toStoreError(error: unknown): unknown {
  const { errcode, code } = error as { errcode?: number; code?: string };
  if (code === 'ENOSPC') return new StoreError('storage_full', error);
  if (errcode === undefined) return error;
  // The low byte of an extended code is the primary code.
  const primary = errcode & 0xff;
  if (primary === FULL) return new StoreError('storage_full', error);
  if (primary === BUSY) return new StoreError('overloaded', error);
  return OTHERS_OF_THE_STORE.includes(primary) ? new StoreError('database_unavailable', error) : error;
}
