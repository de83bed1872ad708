import type { Logger } from 'pino';
import { type AccessEvent, shortUserAgent } from '../../domain/access/audit-entry.ts';
import type { SecurityLog } from '../../ports/access/security-log.ts';

/**
 * Writes security events, such as sign-ins and rejected requests, to the service's log, each as a line with the field
 * `event`.
 */
export class PinoSecurityLog implements SecurityLog {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  write(event: AccessEvent): void {
    this.#log.info(lineOf(event), 'access');
  }

  notStored(event: AccessEvent, error: unknown): void {
    this.#log.warn({ ...lineOf(event), err: error }, 'the audit entry could not be stored');
  }
}

/**
 * Returns the fields of the log line for an event. `id` is the request's id, as in the other lines about the request.
 */
function lineOf(of: AccessEvent): object {
  const { requestId, event, outcome, userId, address } = of;
  const userAgent = shortUserAgent(of);
  return {
    id: requestId,
    event,
    outcome,
    user_id: userId,
    address,
    ...(userAgent !== null && { user_agent: userAgent }),
  };
}
