import type { ApiToken, TokenId } from '../../../domain/access/api-token.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TimePosition, TokenRepository } from '../../../ports/access/token-repository.ts';
import { newestFirst } from './newest-first.ts';

/** Stores API tokens in this process's memory until it ends. Each method runs synchronously, so it is atomic. */
export class MemoryTokenRepository implements TokenRepository {
  readonly #tokens = new Map<TokenId, ApiToken>();
  readonly #ids = new Map<string, TokenId>();

  async add(token: ApiToken, hash: string): Promise<boolean> {
    if (token.parentId !== null && this.#find(token.userId, token.parentId) === undefined) return false;
    this.#tokens.set(token.id, token);
    this.#ids.set(hash, token.id);
    return true;
  }

  async findByHash(hash: string): Promise<ApiToken | undefined> {
    const id = this.#ids.get(hash);
    return id && this.#tokens.get(id);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly ApiToken[]> {
    const own = [...this.#tokens.values()].filter(({ userId, revokedAt }) => userId === user && revokedAt === null);
    return newestFirst(own, ({ createdAt }) => createdAt, after, limit);
  }

  async revoke(user: UserId, id: TokenId, at: Instant): Promise<boolean> {
    if (this.#find(user, id) === undefined) return false;
    const family = new Set([id]);
    // A map keeps the order of insertion, so a parent token comes before the tokens made with it.
    for (const token of this.#tokens.values()) {
      if (token.parentId !== null && family.has(token.parentId)) family.add(token.id);
      if (family.has(token.id)) this.#tokens.set(token.id, { ...token, revokedAt: token.revokedAt ?? at });
    }
    return true;
  }

  async touch({ id, lastUsedAt }: ApiToken, at: Instant): Promise<boolean> {
    const token = this.#tokens.get(id);
    if (token === undefined || token.lastUsedAt !== lastUsedAt) return false;
    this.#tokens.set(id, { ...token, lastUsedAt: at });
    return true;
  }

  async purge(before: Instant): Promise<void> {
    for (const [hash, id] of this.#ids) {
      const token = this.#tokens.get(id);
      if (token === undefined || Math.min(token.expiresAt, token.revokedAt ?? token.expiresAt) >= before) continue;
      this.#ids.delete(hash);
      this.#tokens.delete(id);
    }
  }

  /** Returns a user's token, unless it is revoked. */
  #find(user: UserId, id: TokenId): ApiToken | undefined {
    const token = this.#tokens.get(id);
    return token?.userId === user && token.revokedAt === null ? token : undefined;
  }
}
