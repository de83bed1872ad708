import { type AccessEvent, auditEntry } from '../../domain/access/audit-entry.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { AuditLog } from '../../ports/access/audit-log.ts';
import type { SecurityLog } from '../../ports/access/security-log.ts';
import type { Clock } from '../../ports/clock.ts';

/** A minute, in milliseconds. */
const MINUTE = 60_000;

/**
 * The maximum number of refused requests and failed sign-ins that a process stores for a user in a minute. Without this
 * limit, attackers could fill the disk.
 */
const MAX_REFUSALS = 60;

/** Writes each event of access to the log. Stores an event that names a user in the audit of this user. */
export class RecordAudit {
  readonly #audit: AuditLog;
  readonly #log: SecurityLog;
  readonly #clock: Clock;
  /** The number of refusals of each user, failed sign-ins included, in the minute that began at `#minute`. */
  readonly #refusals = new Map<UserId, number>();
  #minute = 0;
  readonly #storing = new Set<Promise<void>>();

  constructor(audit: AuditLog, log: SecurityLog, clock: Clock) {
    this.#audit = audit;
    this.#log = log;
    this.#clock = clock;
  }

  /** Resolves when the event is stored. Never rejects: a request must not fail because its event cannot be stored. */
  async execute(event: AccessEvent): Promise<void> {
    this.#log.write(event);
    const { userId } = event;
    if (userId === null) return;
    const now = this.#clock.now();
    if (isRefusal(event) && this.#countRefusal(userId, now) > MAX_REFUSALS) return;
    const stored = this.#audit
      .append(auditEntry({ ...event, userId }, now))
      .catch((error) => this.#log.notStored(event, error))
      .finally(() => this.#storing.delete(stored));
    this.#storing.add(stored);
    await stored;
  }

  /** Resolves when all events passed to {@link execute} before this call are stored. */
  async settle(): Promise<void> {
    await Promise.all(this.#storing);
  }

  #countRefusal(user: UserId, now: Instant): number {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#refusals.clear();
      this.#minute = minute;
    }
    const count = (this.#refusals.get(user) ?? 0) + 1;
    this.#refusals.set(user, count);
    return count;
  }
}

/**
 * Returns whether an event is a refused request or a failed sign-in. Whoever knows a user's email address can cause a
 * failed sign-in.
 */
function isRefusal({ event, outcome }: AccessEvent): boolean {
  return event === 'refused' || (event === 'sign_in' && outcome !== 'ok');
}
