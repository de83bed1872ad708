import type { ApiToken, TokenId } from '../domain/access/api-token.ts';
import type { UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';

/**
 * Stores API tokens. The plain path: little traffic, but for the look-up of a token with each request.
 *
 * @throws StoreError from every method
 */
export abstract class TokenRepository {
  /** @param hash of the secret, by which the token is found */
  abstract add(token: ApiToken, hash: string): Promise<void>;

  /** Returns the token of a secret's hash; undefined if it is unknown or revoked. A revocation counts at once. */
  abstract findByHash(hash: string): Promise<ApiToken | undefined>;

  /** Returns a user's tokens that are not revoked, the newest first. */
  abstract list(user: UserId): Promise<readonly ApiToken[]>;

  /** Revokes a token and all tokens that it made, directly or not. Returns false if the user has no such token. */
  abstract revoke(user: UserId, id: TokenId): Promise<boolean>;

  /** Notes that a token was used. */
  abstract touch(id: TokenId, at: Instant): Promise<void>;
}
