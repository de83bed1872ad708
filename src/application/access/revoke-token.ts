import type { TokenId } from '../../domain/access/api-token.ts';
import type { Client } from '../../domain/access/audit-entry.ts';
import { TokenNotFound } from '../../domain/access/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordAudit } from './record-audit.ts';

export class RevokeToken {
  readonly #tokens: TokenRepository;
  readonly #audit: RecordAudit;
  readonly #clock: Clock;

  constructor(tokens: TokenRepository, audit: RecordAudit, clock: Clock) {
    this.#tokens = tokens;
    this.#audit = audit;
    this.#clock = clock;
  }

  /**
   * Revokes a token, and the tokens that were made with it. The next request with any of these tokens is refused.
   *
   * @throws TokenNotFound
   */
  async execute(user: UserId, id: TokenId, client: Client): Promise<void> {
    if (!(await this.#tokens.revoke(user, id, this.#clock.now()))) throw new TokenNotFound();
    await this.#audit.execute({ ...client, userId: user, event: 'token_revoked', outcome: 'ok' });
  }
}
