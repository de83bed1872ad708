import { DAY, instant } from '../../domain/instant.ts';
import type { AuditLog } from '../../ports/access/audit-log.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import type { Clock } from '../../ports/clock.ts';

/** Deletes the audit entries whose retention has ended, and the tokens that ended as long ago. */
export class PurgeAccess {
  readonly #audit: AuditLog;
  readonly #tokens: TokenRepository;
  readonly #clock: Clock;
  readonly #retention: number;

  /** @param retention how long entries are kept, in days */
  constructor(audit: AuditLog, tokens: TokenRepository, clock: Clock, retention: number) {
    this.#audit = audit;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#retention = retention * DAY;
  }

  /** Stops after the current chunk if `signal` is aborted. */
  async execute(signal: AbortSignal): Promise<void> {
    const before = instant(this.#clock.now() - this.#retention);
    await this.#tokens.purge(before);
    await this.#audit.purge(before, signal);
  }
}
