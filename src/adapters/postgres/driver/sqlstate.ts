import { StoreError, type StoreErrorCode } from '../../../ports/store-lifecycle.ts';
import { UnfitDatabase } from './session/connect-error.ts';

/**
 * The meaning of SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the error codes of
 * Node's sockets. Errors of `pg` and its pool have no code, and are recognized by their message. Any other error is a
 * bug in a statement or its parameters.
 */
const MEANINGS: readonly [meaning: StoreErrorCode, code: RegExp, text?: RegExp][] = [
  ['overloaded', /^(53[0234]00|55P03|40000|40001|40P01|72000)$/, /^timeout exceeded when trying to connect$/],
  ['database_timeout', /^(57014|25P0[34])$/, /^Query read timeout$/],
  ['storage_full', /^(53100|ENOSPC)$/],
];

/** The errors of a connection that was lost or could not be opened. A statement in flight may have been committed. */
const LOST = {
  code: /^(08...|40003|57...|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ENOENT)$/,
  text: /connection terminated|not queryable/i,
};

/** The messages of Citus when it has lost a worker machine in the middle of a transaction. Their SQLSTATE is XX000. */
const LOST_WORKER = /connection marked as essential|could not commit transaction for shard/;

/**
 * The SQLSTATEs of statements that the server rejects because of its state or setup. Such a statement had no effect.
 */
const REFUSED = [
  // The role, the password or the database does not exist or is not accepted.
  /^(28...|3D000)$/,
  // The server is read-only.
  /^25006$/,
  // A table, column, type or privilege of the service is missing, or someone has added a constraint or a trigger.
  /^(0A000|3F000|42(501|P01|P10|703|704|804|809|846|883|8C9)|23(502|503|514|P01)|P0001)$/,
  // The server's objects, files, configuration or data are damaged or in use.
  /^(54001|55...|58...|F0...|XX...)$/,
];

/** The errors that only a change of the configuration can fix: of OpenSSL, Node's TLS, and password authentication. */
const MISCONFIGURED = {
  code: /^(28...|3D000|EPROTO|ERR_(TLS|SSL|OSSL|SOCKET_BAD_PORT|INVALID).*|UNABLE_TO_.*|INVALID_.*|HOSTNAME_.*)$|CERT|PATH_LENGTH/,
  text: /^(The server does not support SSL connections|SASL: )/,
};

/**
 * The error thrown when a prepared statement in a transaction is outdated. The caller must retry the whole transaction.
 */
export class OutdatedStatement extends Error {
  /** The SQLSTATE of a serialization failure, which callers retry. */
  readonly code = '40001';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** Returns whether only a change of the configuration can fix an error, so that a retry is pointless. */
function isMisconfigured(error: unknown): boolean {
  const { cause, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof UnfitDatabase || cause instanceof UnfitDatabase || syscall === 'open') return true;
  const code = codeOf(error);
  return code === '' ? MISCONFIGURED.text.test(textOf(error)) : MISCONFIGURED.code.test(code);
}

/** Returns whether an error at startup may be temporary, that is, may end without a change of the configuration. */
export function isTransient(error: unknown): boolean {
  const reason = toStoreError(error);
  if (!(reason instanceof StoreError) || isMisconfigured(error)) return false;
  return reason.code !== 'database_unavailable' || isConnectionLost(reason);
}

/** Returns whether a statement failed because of a concurrent statement, and may succeed if retried. */
export function isConflict(error: unknown): boolean {
  return /^(40001|40P01|23505)$/.test(codeOf(causeOf(error)));
}

/** Returns whether the connection was lost or could not be opened; false if the cause is a wrong setting. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof StoreError) || error.cause === undefined || isMisconfigured(error.cause)) return false;
  const isLost = error.code === 'database_unavailable' && (isConnecting(error.cause) || isDisconnect(error.cause));
  return isLost || codeOf(error.cause) === '53300';
}

/** Returns whether a statement may have been committed although it failed with this error. */
export function mayBeCommitted(error: unknown): boolean {
  return isConnectionLost(error) && !isConnecting(causeOf(error));
}

/** Returns whether a batch may have failed because of only one of its writes: its values, or a conflict. */
export function mayBeFaultOfOne(error: unknown): boolean {
  return !(error instanceof StoreError) || /^(23...|40...|54001|55P03|58...|P0001|XX...)$/.test(codeOf(error.cause));
}

/** Returns whether a statement failed because it waited too long for a lock. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(causeOf(error)) === '55P03';
}

/** Returns whether a statement failed because the server is read-only. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(causeOf(error)) === '25006';
}

/** Returns whether a statement failed because the database role lacks a privilege. */
export function isForbidden(error: unknown): boolean {
  return codeOf(causeOf(error)) === '42501';
}

/**
 * Returns whether a prepared statement may have failed because it is outdated, as after a migration. If so, it may
 * succeed when it is prepared again.
 */
export function isOutdated(error: unknown): boolean {
  return /^(0A000|42...)$/.test(codeOf(error)) || isStatementUnknown(error);
}

/** Returns whether a statement failed because it is no longer prepared: someone has reset the session. */
export function isStatementUnknown(error: unknown): boolean {
  return codeOf(error) === '26000';
}

/** Translates an error of the driver to a `StoreError`. Any other error is a bug, and is returned unchanged. */
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
  const isUnavailable = isDisconnect(error) || isMisconfigured(error) || REFUSED.some((codes) => codes.test(code));
  return isUnavailable ? 'database_unavailable' : undefined;
}

/** Returns whether an error occurred while connecting, before any statement. */
function isConnecting(error: unknown): boolean {
  return error instanceof Error && 'isConnecting' in error;
}

/** Returns whether an error means that the connection has ended. A pooler may end a connection with any SQLSTATE. */
function isDisconnect(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '') return LOST.text.test(textOf(error));
  if (code === 'XX000' && LOST_WORKER.test(textOf(error))) return true;
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
