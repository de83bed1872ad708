import type { Client } from '../../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../../domain/access/errors.ts';
import { type Instant, instant } from '../../../domain/instant.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Timer } from '../../../ports/timer.ts';
import type { Identity } from './identify.ts';

/** The interval of checks of a stream's credential, in milliseconds. Streams must end within 10 s of a revocation. */
const INTERVAL = 8_000;

/** How long after its expiry a credential may still be accepted, in milliseconds: the leeway of JWTs. */
const LEEWAY = 60_000;

/** Ends streams and long polls when the credential that started them expires or is revoked. */
export class CredentialWatch {
  readonly #time: Clock & Timer;

  constructor(time: Clock & Timer) {
    this.#time = time;
  }

  /**
   * Returns a signal that aborts when a credential expires or is revoked. While the credential cannot be checked, for
   * example because the store is down, it counts as valid.
   *
   * @param ended aborts when the stream or long poll is over, to end the checks
   */
  watch(identity: Identity, client: Client, ended: AbortSignal): AbortSignal {
    const controller = new AbortController();
    void this.#checkUntil(ended, identity, client).then(() => controller.abort());
    return controller.signal;
  }

  /** Checks the credential at intervals. Resolves when the credential is no longer valid, or `ended` is aborted. */
  async #checkUntil(ended: AbortSignal, identity: Identity, client: Client): Promise<void> {
    const end = endOf(identity, this.#time.now());
    while (!ended.aborted) {
      const now = this.#time.now();
      if (now >= end) return;
      await this.#time.waitUntil(instant(Math.min(now + INTERVAL, end)), ended);
      if (ended.aborted || this.#time.now() >= end || !(await isValid(identity, client))) return;
    }
  }
}

/** Returns the time when a credential is no longer accepted. If it was accepted after its expiry, adds the leeway. */
function endOf({ actor: { expiresAt } }: Identity, now: Instant): number {
  if (expiresAt === null) return Number.POSITIVE_INFINITY;
  return expiresAt > now ? expiresAt : expiresAt + LEEWAY;
}

async function isValid({ actor, checker, credentials }: Identity, client: Client): Promise<boolean> {
  try {
    return (await checker.check(credentials, client)).user === actor.user;
  } catch (error) {
    return !(error instanceof InvalidToken);
  }
}
