import { Unauthenticated } from '../../domain/access/errors.ts';
import { FieldError, fieldError } from '../http/input/validation.ts';
import { HttpError } from '../http/problem/problem.ts';
import { TOO_LATE } from './auth.ts';

/** The code of Better Auth when a unique column refuses a user, such as that of the administrator. */
export const NOT_CREATED = 'FAILED_TO_CREATE_USER';

/** Our errors, by Better Auth's codes: those that the endpoints that are served can answer. */
const ERRORS: Readonly<Record<string, () => Error>> = {
  INVALID_EMAIL_OR_PASSWORD: signInFailed,
  // No account has a password that is too long.
  PASSWORD_TOO_LONG: signInFailed,
  INVALID_PASSWORD: () =>
    fieldError(['body', 'currentPassword'], new FieldError('value_error', 'Value error, is wrong')),
  // Better Auth finds no other mistake in fields that have been checked before.
  VALIDATION_ERROR: invalidEmail,
  INVALID_EMAIL: invalidEmail,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => new HttpError('account_exists'),
  [NOT_CREATED]: () => new HttpError('account_exists'),
  [TOO_LATE]: () => new HttpError('sign_up_closed'),
  UNAUTHORIZED: () => new Unauthenticated(),
};

/** Returns our error for an error of Better Auth. One that nobody expects becomes an internal error. */
export function authError(status: number, code: unknown): Error {
  return ERRORS[String(code)]?.() ?? new Error(`Better Auth answered ${status} ${String(code)}`);
}

function signInFailed(): HttpError {
  return new HttpError('sign_in_failed', { headers: { 'WWW-Authenticate': 'Bearer realm="taskport"' } });
}

function invalidEmail(): HttpError {
  return fieldError(['body', 'email'], new FieldError('value_error', 'Value error, should be an email address'));
}
