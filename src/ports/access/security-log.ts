import type { AccessEvent } from '../../domain/access/audit-entry.ts';

/** The lines of the service's log about access. */
export abstract class SecurityLog {
  abstract write(event: AccessEvent): void;

  /** Says that an event could not be stored in its user's audit. */
  abstract notStored(event: AccessEvent, error: unknown): void;
}
