import type { AccessEvent } from '../../domain/access/audit-entry.ts';

/** Writes sign-ins, changes of API tokens and refused requests to the service's log. */
export abstract class SecurityLog {
  abstract write(event: AccessEvent): void;

  /** Logs that an event could not be stored in the audit of its user. */
  abstract notStored(event: AccessEvent, error: unknown): void;
}
