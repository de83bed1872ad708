import type { UseToken } from '../../application/access/use-token.ts';
import type { Actor } from '../../domain/access/actor.ts';
import type { Client } from '../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import type { CredentialChecker, Credentials } from '../../ports/credential-checker.ts';
import { hashOf, isWellFormed, PREFIX } from './token-secret.ts';

/** Checks API tokens, which begin with `tp_` and were issued by this service. */
export class ApiTokenChecker implements CredentialChecker {
  readonly #useToken: UseToken;

  constructor(useToken: UseToken) {
    this.#useToken = useToken;
  }

  recognizes({ bearer }: Credentials): boolean {
    return bearer?.startsWith(PREFIX) === true;
  }

  /** @throws InvalidToken or StoreError */
  async check({ bearer = '' }: Credentials, client: Client): Promise<Actor> {
    if (!isWellFormed(bearer)) throw new InvalidToken('malformed token');
    return this.#useToken.execute(hashOf(bearer), client);
  }
}
