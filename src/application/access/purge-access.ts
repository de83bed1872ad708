import { DAY, instant } from '../../domain/instant.ts';
import type { AuditLog } from '../../ports/access/audit-log.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * Deletes audit entries when their retention is over. Deletes a token when the same time has passed since its expiry or
 * revocation.
 */
export class PurgeAccess {
  readonly #audit: AuditLog;
  readonly #tokens: TokenRepository;
  readonly #clock: Clock;
  readonly #retention: number;

  /** @param retention the number of days for which audit entries are kept */
  constructor(audit: AuditLog, tokens: TokenRepository, clock: Clock, retention: number) {
    this.#audit = audit;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#retention = retention * DAY;
  }

  /** Purges tokens, then audit entries. Stops after the current user if `signal` is aborted. */
  async execute(signal: AbortSignal): Promise<void> {
    const before = instant(this.#clock.now() - this.#retention);
    await this.#tokens.purge(before);
    await this.#audit.purge(before, signal);
  }
}
