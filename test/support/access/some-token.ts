import { randomUUID } from 'node:crypto';
import { type ApiToken, tokenId, tokenName } from '../../../src/domain/access/api-token.ts';
import { instant } from '../../../src/domain/instant.ts';
import { someUser } from '../tasks.ts';

/** Returns a token with the given fields. By default, all tokens have the same creation time. */
export function someToken(fields: Partial<ApiToken> = {}): ApiToken {
  return {
    id: tokenId(randomUUID()),
    userId: someUser(),
    name: tokenName('Some token'),
    scopes: ['tasks:read'],
    parentId: null,
    createdAt: instant(1_760_000_000_000),
    expiresAt: instant(1_770_000_000_000),
    lastUsedAt: null,
    revokedAt: null,
    ...fields,
  };
}
