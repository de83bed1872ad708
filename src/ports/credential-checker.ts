import type { Actor } from '../domain/access/actor.ts';
import type { Client } from '../domain/access/audit-entry.ts';

/** The headers of a request that may prove who makes it. */
export interface Credentials {
  /** The text after `Bearer ` in the header `Authorization`. */
  readonly bearer: string | undefined;
  /** The header `Cookie`. */
  readonly cookie: string | undefined;
}

/** Checks one kind of credential, and returns the user whom it proves. */
export abstract class CredentialChecker {
  /** Returns whether a credential is of this kind, by its form alone. */
  abstract recognizes(credentials: Credentials): boolean;

  /**
   * @param client the sender of the request, for the audit of the credential's user
   * @throws InvalidToken if the credential is malformed, expired, revoked or unknown
   * @throws IssuerUnavailable if the keys of a JWT's issuer could not be read yet
   * @throws StoreError
   */
  abstract check(credentials: Credentials, client: Client): Promise<Actor> | Actor;
}
