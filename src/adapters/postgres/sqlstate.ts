import { StoreError, type StoreErrorCode } from '../../ports/store.ts';

/**
 * What each state means: https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of Node's sockets.
 * Errors of node-postgres and its pool have no code, and are known by what they say.
 */
const MEANINGS: readonly [meaning: StoreErrorCode, code: RegExp, text?: RegExp][] = [
  ['overloaded', /^(53200|53300|55P03|40001|40P01)$/, /^timeout exceeded when trying to connect$/],
  [
    'database_unavailable',
    /^(08(000|001|003|004|006)|28...|3D000|57P0[1-5]|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ENOENT)$/,
    /connection terminated|not queryable/i,
  ],
  ['database_timeout', /^(57014|25P03)$/, /^Query read timeout$/],
  ['storage_full', /^(53100|ENOSPC)$/],
];

/** Whether only another configuration can help: who may not enter, or asks for a database or a file that there is not. */
export function isMisconfigured(error: unknown): boolean {
  return /^(28...|3D000)$/.test(codeOf(error)) || (error as NodeJS.ErrnoException).syscall === 'open';
}

/** Whether a statement failed only for meeting another one, and may succeed if done again. */
export function isConflict(error: unknown): boolean {
  return /^(40001|40P01|23505)$/.test(causeOf(error));
}

/**
 * Whether the connection was lost, or there was none to be had: a statement that was under way may have been done. Not so
 * where there never was a database, or where it says that it will not have us.
 */
export function isLost(error: unknown): boolean {
  if (!(error instanceof StoreError) || error.cause === undefined || isMisconfigured(error.cause)) return false;
  return error.code === 'database_unavailable' || causeOf(error) === '53300';
}

/** Whether a statement has waited too long for a row that somebody else holds. */
export function isLockTimeout(error: unknown): boolean {
  return causeOf(error) === '55P03';
}

/** A driver's error in the port's terms; what is not the store's state but our own mistake stays as it is. */
export function toStoreError(error: unknown): unknown {
  const code = meaningOf(error);
  return code === undefined ? error : new StoreError(code, error);
}

function meaningOf(error: unknown): StoreErrorCode | undefined {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  return MEANINGS.find(([, codes, texts]) => (code === '' ? texts?.test(text) : codes.test(code)))?.[0];
}

function causeOf(error: unknown): string {
  return codeOf(error instanceof StoreError ? error.cause : error);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
