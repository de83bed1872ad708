import * as v from 'valibot';
import { checkText } from '../../domain/text.ts';
import { parseJson } from '../http/input/strict-json.ts';
import { FieldError, noList, parseParts, parseWith } from '../http/input/validation.ts';
import { HttpError } from '../http/problem/problem.ts';
import { BASE_PATH, PASSWORD } from './auth.ts';

/** The maximum lengths of an email address (RFC 5321) and of a user's name, in code points. */
const MAX = { email: 254, name: 100 };

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly body?: v.GenericSchema<unknown, Record<string, unknown>>;
}

const email = text(MAX.email);
const newPassword = parseWith(v.string(), checkPassword, { minLength: PASSWORD.min, maxLength: PASSWORD.max });

const signUp = noList(v.object({ email, password: newPassword, name: v.optional(text(MAX.name), '') }));

/** The endpoints of Better Auth that this service offers. All others need email or external sign-in providers. */
const ENDPOINTS = {
  'sign-up/email': { method: 'POST', body: signUp },
  'sign-in/email': { method: 'POST', body: noList(v.object({ email, password: v.string() })) },
  'sign-out': { method: 'POST' },
  'get-session': { method: 'GET' },
  'change-password': {
    method: 'POST',

    body: noList(v.object({ currentPassword: v.string(), newPassword })),
  },
  'revoke-sessions': { method: 'POST' },
  'revoke-other-sessions': { method: 'POST' },
} as const satisfies Record<string, Endpoint>;

export type EndpointPath = keyof typeof ENDPOINTS;

/** The fields of a sign-up: email address, password and name. */
export type NewUser = v.InferOutput<typeof signUp>;

/** Validates the fields of a sign-up. @throws HttpError `validation_failed` */
export function newUser(fields: unknown): NewUser {
  return parseParts([{ loc: 'body', schema: signUp, value: fields }]).body as NewUser;
}

/** Returns the name of the endpoint at a path. @throws HttpError `not_found` or `method_not_allowed` */
export function endpointOf(method: string, path: string): EndpointPath {
  const name = path.slice(BASE_PATH.length + 1);
  if (!path.startsWith(`${BASE_PATH}/`) || !Object.hasOwn(ENDPOINTS, name)) throw new HttpError('not_found');
  const { method: allowed } = ENDPOINTS[name as EndpointPath];
  if (method !== allowed) throw new HttpError('method_not_allowed', { headers: { Allow: allowed } });
  return name as EndpointPath;
}

export function endpoint(path: EndpointPath): Endpoint {
  return ENDPOINTS[path];
}

/**
 * Reads and validates the JSON body of a request. HTML forms are rejected, because pages of other sites can send them.
 *
 * @returns the fields; undefined if the endpoint takes no body
 * @throws HttpError `unsupported_media_type`, `malformed_json` or `validation_failed`
 */
export async function fieldsOf(
  request: Request,
  { body: schema }: Endpoint,
): Promise<Record<string, unknown> | undefined> {
  if (schema === undefined) return undefined;
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new HttpError('unsupported_media_type');
  const value = parseJson(decode(await request.bytes()));
  return parseParts([{ loc: 'body', schema, value }]).body as Record<string, unknown>;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError('malformed_json', { detail: 'The body is not valid UTF-8' });
  }
}

function text(max: number) {
  const check = (value: string) => {
    checkText(value, max);
    return value;
  };
  return parseWith(v.string(), check, { maxLength: max });
}

function checkPassword(password: string): string {
  const { min, max } = PASSWORD;
  if (password.length < min) throw new FieldError('string_too_short', `String should have at least ${min} characters`);
  if (password.length > max) throw new FieldError('string_too_long', `String should have at most ${max} characters`);
  return password;
}
