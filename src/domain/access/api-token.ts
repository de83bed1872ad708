import type { Brand } from '../brand.ts';
import type { UserId } from '../identity.ts';
import type { Instant } from '../instant.ts';
import type { Scope } from './scope.ts';

/** The id of an API token: a UUID, and no secret. */
export type TokenId = Brand<string, 'TokenId'>;

/** An API token without its secret, which is shown once and stored as a hash. */
export interface ApiToken {
  readonly id: TokenId;
  readonly userId: UserId;
  /** What its user calls it: 1 to 100 code points. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The token that made this one; null if a session or a JWT did. Revoking a parent revokes its children. */
  readonly parentId: TokenId | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
}
