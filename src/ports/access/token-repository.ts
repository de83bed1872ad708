import type { ApiToken, TokenId } from '../../domain/access/api-token.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';

/** A place in a list that is sorted by time, the newest first. */
export interface TimePosition {
  readonly at: Instant;
  readonly id: string;
}

/**
 * Stores API tokens. The plain path: little traffic, but for the look-up of a token with each request.
 *
 * @throws StoreError from every method
 */
export abstract class TokenRepository {
  /**
   * Stores a token. Returns false, and stores nothing, if its parent is revoked.
   *
   * @param hash of the secret, by which the token is found
   */
  abstract add(token: ApiToken, hash: string): Promise<boolean>;

  /** Returns the token of a secret's hash, even if it has ended; undefined if it is unknown. A revocation counts at once. */
  abstract findByHash(hash: string): Promise<ApiToken | undefined>;

  /** Returns a user's tokens that are not revoked, the newest first; only those after a position, if there is one. */
  abstract list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly ApiToken[]>;

  /** Revokes a token and all tokens that it made, directly or not. Returns false if the user has no such token. */
  abstract revoke(user: UserId, id: TokenId, at: Instant): Promise<boolean>;

  /** Notes that a token was used. Returns false if another use was noted since the token was read. */
  abstract touch(token: ApiToken, at: Instant): Promise<boolean>;

  /** Deletes the tokens that ended before a moment. */
  abstract purge(before: Instant): Promise<void>;
}
