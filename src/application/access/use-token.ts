import type { Actor } from '../../domain/access/actor.ts';
import { type ApiToken, actorOf, type TokenId } from '../../domain/access/api-token.ts';
import type { Client } from '../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordAudit } from './record-audit.ts';

/** The minimum time between two updates of a token's `lastUsedAt`, in milliseconds. */
const TOUCH_INTERVAL = 60_000;

/** Finds the actor of a request by its API token. Reads the token for each request, so that revoking works at once. */
export class UseToken {
  readonly #tokens: TokenRepository;
  readonly #audit: RecordAudit;
  readonly #clock: Clock;
  /** The tokens whose `lastUsedAt` this process is updating. */
  readonly #touching = new Set<TokenId>();

  constructor(tokens: TokenRepository, audit: RecordAudit, clock: Clock) {
    this.#tokens = tokens;
    this.#audit = audit;
    this.#clock = clock;
  }

  /**
   * @param hash the hash of the token's secret
   * @throws InvalidToken if the token is unknown, expired or revoked
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

  /** Updates `lastUsedAt` of a token. A failure is ignored: a full disk is no reason to refuse reads. */
  async #touch(token: ApiToken, client: Client, now: Instant): Promise<void> {
    if (this.#touching.has(token.id)) return;
    this.#touching.add(token.id);
    const isNoted = await this.#tokens.touch(token, now).catch(() => false);
    this.#touching.delete(token.id);
    if (!isNoted || token.lastUsedAt !== null) return;
    await this.#audit.execute({ ...client, userId: token.userId, event: 'token_first_used', outcome: 'ok' });
  }
}
