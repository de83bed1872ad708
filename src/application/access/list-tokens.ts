import type { ApiToken } from '../../domain/access/api-token.ts';
import type { UserId } from '../../domain/identity.ts';
import type { TimePosition, TokenRepository } from '../../ports/access/token-repository.ts';

export class ListTokens {
  readonly #tokens: TokenRepository;

  constructor(tokens: TokenRepository) {
    this.#tokens = tokens;
  }

  /** Returns a page of a user's tokens, and the position after which the next page starts, if there is a next page. */
  async execute(
    user: UserId,
    after: TimePosition | undefined,
    limit: number,
  ): Promise<{ readonly tokens: readonly ApiToken[]; readonly next: TimePosition | undefined }> {
    const found = await this.#tokens.list(user, after, limit + 1);
    const tokens = found.slice(0, limit);
    const last = tokens.at(-1);
    const isLastPage = last === undefined || found.length === tokens.length;
    return { tokens, next: isLastPage ? undefined : { at: last.createdAt, id: last.id } };
  }
}
