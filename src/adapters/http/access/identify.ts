import type { Actor } from '../../../domain/access/actor.ts';
import type { Client } from '../../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../../domain/access/errors.ts';
import type { CredentialChecker, Credentials } from '../../../ports/credential-checker.ts';
import { HttpError } from '../problem/problem.ts';

/** The actor of a request, with the credential that identifies the actor and the checker of that credential. */
export interface Identity {
  readonly actor: Actor;
  readonly checker: CredentialChecker;
  readonly credentials: Credentials;
}

/**
 * Returns the actor of a request and its credential; undefined without a credential. A bearer token takes precedence
 * over a session cookie of the same user.
 *
 * @throws InvalidToken, IssuerUnavailable or StoreError
 * @throws HttpError `bad_request` if two credentials are of different users
 */
export async function identify(
  checkers: readonly CredentialChecker[],
  { bearer, cookie }: Credentials,
  client: Client,
): Promise<Identity | undefined> {
  const header = bearer === undefined ? undefined : { bearer, cookie: undefined };
  const byHeader = header && checkers.find((checker) => checker.recognizes(header));
  if (header !== undefined && byHeader === undefined) throw new InvalidToken('No such kind of token is accepted here');
  const jar = cookie === undefined ? undefined : { bearer: undefined, cookie };
  const byCookie = jar && checkers.find((checker) => checker.recognizes(jar));
  if (header === undefined || byHeader === undefined) {
    if (jar === undefined || byCookie === undefined) return undefined;
    return { actor: await byCookie.check(jar, client), checker: byCookie, credentials: jar };
  }
  const actor = await byHeader.check(header, client);
  if (jar !== undefined && byCookie !== undefined) {
    const other = await ofValidCookie(byCookie, jar, client);
    if (other !== undefined && other.user !== actor.user) {
      throw new HttpError('bad_request', {
        detail: 'The bearer token and the cookie are of different users: send one',
      });
    }
  }
  return { actor, checker: byHeader, credentials: header };
}

/** Returns the actor of a session cookie; undefined if the cookie is invalid: the request also has a valid token. */
async function ofValidCookie(
  checker: CredentialChecker,
  credentials: Credentials,
  client: Client,
): Promise<Actor | undefined> {
  try {
    return await checker.check(credentials, client);
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  }
}
