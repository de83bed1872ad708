import type { Actor } from '../../domain/access/actor.ts';
import { type ApiToken, actorOf, type TokenId } from '../../domain/access/api-token.ts';
import type { Client } from '../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordAudit } from './record-audit.ts';

/** The least time between two notes of a token's use, in milliseconds. */
const TOUCH_INTERVAL = 60_000;

/** Turns a token into the actor of a request. Each use reads the token anew, so that a revocation counts at once. */
export class UseToken {
  readonly #tokens: TokenRepository;
  readonly #audit: RecordAudit;
  readonly #clock: Clock;
  /** The tokens whose use this process is writing. */
  readonly #touching = new Set<TokenId>();

  constructor(tokens: TokenRepository, audit: RecordAudit, clock: Clock) {
    this.#tokens = tokens;
    this.#audit = audit;
    this.#clock = clock;
  }

  /**
   * @param hash of the token's secret
   * @throws InvalidToken if the token is unknown, has ended or is revoked
   */
  async execute(hash: string, client: Client): Promise<Actor> {
    const token = await this.#tokens.findByHash(hash);
    if (token === undefined) throw new InvalidToken('unknown token');
    if (token.revokedAt !== null) throw new InvalidToken('revoked', token.userId);
    const now = this.#clock.now();
    if (token.expiresAt <= now) throw new InvalidToken('expired', token.userId);
    const { lastUsedAt } = token;
    if (lastUsedAt === null) await this.#touch(token, client, now);
    else if (now - lastUsedAt >= TOUCH_INTERVAL) void this.#touch(token, client, now);
    return actorOf(token);
  }

  /** Notes a use. The request goes on even if this fails: a full disk is no reason to refuse reads. */
  async #touch(token: ApiToken, client: Client, now: Instant): Promise<void> {
    if (this.#touching.has(token.id)) return;
    this.#touching.add(token.id);
    const isNoted = await this.#tokens.touch(token, now).catch(() => false);
    this.#touching.delete(token.id);
    if (!isNoted || token.lastUsedAt !== null) return;
    await this.#audit.execute({ ...client, userId: token.userId, event: 'token_first_used', outcome: 'ok' });
  }
}
