import { Unauthenticated } from '../../domain/access/errors.ts';
import { FieldError, fieldError } from '../http/input/validation.ts';
import { HttpError } from '../http/problem/problem.ts';
import { TOO_LATE } from './auth.ts';

/** Better Auth's error code when a new user violates a unique constraint, as a second administrator does. */
export const NOT_CREATED = 'FAILED_TO_CREATE_USER';

/** Returns the error of this service for each error code that the served endpoints of Better Auth can return. */
const ERRORS: Readonly<Record<string, () => Error>> = {
  INVALID_EMAIL_OR_PASSWORD: signInFailed,
  // A password that is too long cannot be the right one, so the sign-in fails like one with a wrong password.
  PASSWORD_TOO_LONG: signInFailed,
  INVALID_PASSWORD: () =>
    fieldError(['body', 'currentPassword'], new FieldError('value_error', 'Value error, is wrong')),
  // This service has already validated all other fields, so only the email address can be wrong.
  VALIDATION_ERROR: invalidEmail,
  INVALID_EMAIL: invalidEmail,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => new HttpError('account_exists'),
  [NOT_CREATED]: () => new HttpError('account_exists'),
  [TOO_LATE]: () => new HttpError('sign_up_closed'),
  UNAUTHORIZED: () => new Unauthenticated(),
};

/** Converts an error of Better Auth to an error of this service. An unknown code becomes an internal error. */
export function authError(status: number, code: unknown): Error {
  return ERRORS[String(code)]?.() ?? new Error(`Better Auth answered ${status} ${String(code)}`);
}

function signInFailed(): HttpError {
  return new HttpError('sign_in_failed', { headers: { 'WWW-Authenticate': 'Bearer realm="taskport"' } });
}

function invalidEmail(): HttpError {
  return fieldError(['body', 'email'], new FieldError('value_error', 'Value error, should be an email address'));
}
