import { StoreError, type StoreErrorCode } from '../../ports/store.ts';

// https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of Node's sockets.
const UNAVAILABLE =
  /^(08(000|001|003|004|006)|28...|3D000|53[23]00|55P03|57P0[1-5]|40001|40P01|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
const TIMEOUT = /^(57014|25P03)$/;
const FULL = /^(53100|ENOSPC)$/;

// Errors of node-postgres and its pool that carry no code.
const UNAVAILABLE_TEXT =
  /connection terminated|timeout exceeded when trying to connect|not queryable|connection ended/i;
const TIMEOUT_TEXT = /^Query read timeout$/;

/** Whether the whole transaction failed only for meeting another one, and would succeed if done again. */
export function isConflict(error: unknown): boolean {
  return /^40(001|P01)$/.test(codeOf(error));
}

/** A driver's error in the port's terms; what is not the store's state but our own mistake stays as it is. */
export function toStoreError(error: unknown): unknown {
  const code = meaningOf(error);
  return code === undefined ? error : new StoreError(code, error);
}

function meaningOf(error: unknown): StoreErrorCode | undefined {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  if (UNAVAILABLE.test(code)) return 'database_unavailable';
  if (TIMEOUT.test(code) || TIMEOUT_TEXT.test(message)) return 'database_timeout';
  if (FULL.test(code)) return 'storage_full';
  return code === '' && UNAVAILABLE_TEXT.test(message) ? 'database_unavailable' : undefined;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
