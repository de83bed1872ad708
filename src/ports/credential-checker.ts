import type { Actor } from '../domain/access/actor.ts';
import type { Client } from '../domain/access/audit-entry.ts';

/** The proof, in a request, of who makes it. */
export interface Credentials {
  /** The text after `Bearer ` in `Authorization`. */
  readonly bearer: string | undefined;
  /** The header `Cookie`. */
  readonly cookie: string | undefined;
}

/** Turns one kind of credential into an actor. */
export abstract class CredentialChecker {
  /** Returns whether a credential is of this kind, by its form alone. */
  abstract recognizes(credentials: Credentials): boolean;

  /**
   * @param client goes into the audit of the credential's user
   * @throws InvalidToken if the credential is bad, expired or revoked
   * @throws IssuerUnavailable if the keys of its issuer were never read
   * @throws StoreError
   */
  abstract check(credentials: Credentials, client: Client): Promise<Actor> | Actor;
}
