import type { ApiToken, TokenId } from '../../domain/access/api-token.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';

/** A position in a list that is sorted by time, the newest first; ties are broken by id. */
export interface TimePosition {
  readonly at: Instant;
  readonly id: string;
}

/**
 * Stores API tokens. Each method runs its own statement without batching, because the traffic is small.
 *
 * @throws StoreError from every method
 */
export abstract class TokenRepository {
  /**
   * Stores a token. Returns false, and stores nothing, if its parent is revoked.
   *
   * @param hash the hash of the token's secret, by which {@link findByHash} finds the token
   */
  abstract add(token: ApiToken, hash: string): Promise<boolean>;

  /** Returns the token with this hash, even if it is expired or revoked; undefined if unknown. Never a cached token. */
  abstract findByHash(hash: string): Promise<ApiToken | undefined>;

  /** Returns a user's tokens that are not revoked, the newest first. The page starts after the position `after`. */
  abstract list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly ApiToken[]>;

  /** Revokes a token and all tokens that it made, directly or not. Returns false if the user has no such token. */
  abstract revoke(user: UserId, id: TokenId, at: Instant): Promise<boolean>;

  /** Sets `lastUsedAt` of a token. Returns false if another request has set it since the token was read. */
  abstract touch(token: ApiToken, at: Instant): Promise<boolean>;

  /** Deletes the tokens that expired or were revoked before a time. */
  abstract purge(before: Instant): Promise<void>;
}
