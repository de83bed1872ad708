import type { Actor } from '../../domain/access/actor.ts';
import { type ApiToken, newToken, type TokenRequest, tokenId } from '../../domain/access/api-token.ts';
import type { Client } from '../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { TokenSecrets } from '../../ports/access/token-secrets.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';
import type { RecordAudit } from './record-audit.ts';

export class CreateToken {
  readonly #tokens: TokenRepository;
  readonly #audit: RecordAudit;
  readonly #secrets: TokenSecrets;
  readonly #ids: IdGenerator;
  readonly #clock: Clock;

  constructor(tokens: TokenRepository, audit: RecordAudit, secrets: TokenSecrets, ids: IdGenerator, clock: Clock) {
    this.#tokens = tokens;
    this.#audit = audit;
    this.#secrets = secrets;
    this.#ids = ids;
    this.#clock = clock;
  }

  /**
   * Makes an API token for the user of `maker`. Only a hash of the returned secret is stored.
   *
   * @throws InsufficientScope, or InvalidValue `past` or `too_late`
   * @throws InvalidToken if `maker` is a token that was revoked meanwhile
   */
  async execute(
    maker: Actor,
    request: TokenRequest,
    client: Client,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }> {
    const token = newToken(maker, request, tokenId(this.#ids.next()), this.#clock.now());
    const { secret, hash } = this.#secrets.mint();
    if (!(await this.#tokens.add(token, hash))) throw new InvalidToken('revoked', maker.user);
    await this.#audit.execute({ ...client, userId: maker.user, event: 'token_created', outcome: 'ok' });
    return { token, secret };
  }
}
