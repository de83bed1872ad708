import { StoreError, type StoreErrorCode } from '../../../ports/store-lifecycle.ts';
import { UnfitDatabase } from './session/connect-error.ts';

/**
 * What each state of a statement means: https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of
 * Node's sockets. Errors of node-postgres and its pool have no code, and are known by what they say. What is not here is a
 * mistake of ours in the statement, or in what it was given.
 */
const MEANINGS: readonly [meaning: StoreErrorCode, code: RegExp, text?: RegExp][] = [
  ['overloaded', /^(53[0234]00|55P03|40000|40001|40P01|72000)$/, /^timeout exceeded when trying to connect$/],
  ['database_timeout', /^(57014|25P0[34])$/, /^Query read timeout$/],
  ['storage_full', /^(53100|ENOSPC)$/],
];

/** The connection was lost, or there was none to be had: what was under way may have been done. */
const LOST = {
  code: /^(08...|40003|57...|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ENOENT)$/,
  text: /connection terminated|not queryable/i,
};

/** The server is not what a statement may be sent to: nothing was done. */
const REFUSED = [
  // The role, the password or the database does not exist or is not accepted.
  /^(28...|3D000)$/,
  // It cannot be written to.
  /^25006$/,
  // A table, a column, a type or a right of ours is not there, or there is a constraint or a trigger that is not ours.
  /^(0A000|3F000|42(501|P01|P10|703|704|804|809|846|883|8C9)|23(502|503|514|P01)|P0001)$/,
  // It cannot do what it is there for: its objects, its files, its configuration or its data are damaged or in use.
  /^(54001|55...|58...|F0...|XX...)$/,
];

/** Errors that only another configuration can help with: of OpenSSL, of Node's TLS, and of how passwords are asked for. */
const MISCONFIGURED = {
  code: /^(28...|3D000|EPROTO|ERR_(TLS|SSL|OSSL|SOCKET_BAD_PORT|INVALID).*|UNABLE_TO_.*|INVALID_.*|HOSTNAME_.*)$|CERT|PATH_LENGTH/,
  text: /^(The server does not support SSL connections|SASL: )/,
};

/** A statement in a transaction was prepared for a schema that has changed: all of the transaction has to be done again. */
export class OutdatedStatement extends Error {
  /** As of any transaction that another one was in the way of. */
  readonly code = '40001';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** Whether only another configuration can help, so that there is nothing to wait for. */
function isMisconfigured(error: unknown): boolean {
  const { cause, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof UnfitDatabase || cause instanceof UnfitDatabase || syscall === 'open') return true;
  const code = codeOf(error);
  return code === '' ? MISCONFIGURED.text.test(textOf(error)) : MISCONFIGURED.code.test(code);
}

/** Whether to wait may help, when nothing has been asked of the database before. */
export function mayPass(error: unknown): boolean {
  const reason = toStoreError(error);
  if (!(reason instanceof StoreError) || isMisconfigured(error)) return false;
  return reason.code !== 'database_unavailable' || isConnectionLost(reason);
}

/** Whether a statement failed only for meeting another one, and may succeed if done again. */
export function isConflict(error: unknown): boolean {
  return /^(40001|40P01|23505)$/.test(codeOf(causeOf(error)));
}

/**
 * Whether the connection was lost, or there was none to be had, so that to try again may help. Not so where there never was
 * a database, or where it says that it will not have us.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof StoreError) || error.cause === undefined || isMisconfigured(error.cause)) return false;
  const isGone = error.code === 'database_unavailable' && (isConnecting(error.cause) || isCut(error.cause));
  return isGone || codeOf(error.cause) === '53300';
}

/** Whether a statement may have been done that failed so. */
export function mayBeCommitted(error: unknown): boolean {
  return isConnectionLost(error) && !isConnecting(causeOf(error));
}

/** Whether one of those that were sent together may have made all of them fail: by what it was given, or by what it met. */
export function mayBeFaultOfOne(error: unknown): boolean {
  return !(error instanceof StoreError) || /^(23...|40...|54001|55P03|58...|P0001|XX...)$/.test(codeOf(error.cause));
}

/** Whether a statement has waited too long for a row that somebody else holds. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(causeOf(error)) === '55P03';
}

/** Whether the server can be read, and not be written to. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(causeOf(error)) === '25006';
}

/** Whether the role lacks a right. */
export function isForbidden(error: unknown): boolean {
  return codeOf(causeOf(error)) === '42501';
}

/** Whether a statement that was prepared before may succeed if it is prepared anew: what it is about is not what it was. */
export function isOutdated(error: unknown): boolean {
  return /^(0A000|42...)$/.test(codeOf(error)) || isForgotten(error);
}

/** Whether the server knows nothing of a statement that was prepared: somebody has reset the session. */
export function isForgotten(error: unknown): boolean {
  return codeOf(error) === '26000';
}

/** A driver's error in the port's terms; what is not the store's state but our own mistake stays as it is. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const code = meaningOf(error);
  return code === undefined ? error : new StoreError(code, error);
}

function meaningOf(error: unknown): StoreErrorCode | undefined {
  const code = codeOf(error);
  if (isConnecting(error)) return code === '53300' ? 'overloaded' : 'database_unavailable';
  const text = textOf(error);
  const known = MEANINGS.find(([, codes, texts]) => (code === '' ? texts?.test(text) : codes.test(code)));
  if (known !== undefined) return known[0];
  const isAway = isCut(error) || isMisconfigured(error) || REFUSED.some((codes) => codes.test(code));
  return isAway ? 'database_unavailable' : undefined;
}

/** Whether it was said when a connection was made, and not of a statement. */
function isConnecting(error: unknown): boolean {
  return error instanceof Error && 'isConnecting' in error;
}

/** Whether the connection is no more. Of a pooler that ends one, nothing but that is sure. */
function isCut(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '') return LOST.text.test(textOf(error));
  const isFatal = /^(FATAL|PANIC)$/.test(String((error as { severity?: unknown }).severity));
  return isFatal || (LOST.code.test(code) && code !== '08P01');
}

function causeOf(error: unknown): unknown {
  return error instanceof StoreError ? error.cause : error;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
