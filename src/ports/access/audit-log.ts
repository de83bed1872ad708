import type { AuditEntry } from '../../domain/access/audit-entry.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TimePosition } from './token-repository.ts';

/** A stored entry. Its id orders the entries of one millisecond. */
export interface StoredAuditEntry extends AuditEntry {
  readonly id: string;
}

/**
 * Stores what happened to users' access, for as long as changes are kept. The plain path: little traffic.
 *
 * @throws StoreError from every method
 */
export abstract class AuditLog {
  abstract append(entry: AuditEntry): Promise<void>;

  /** Returns a user's entries, the newest first; only those after a position, if there is one. */
  abstract list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly StoredAuditEntry[]>;

  /** Deletes the entries from before a moment, user by user. Stops after the current user if `signal` is aborted. */
  abstract purge(before: Instant, signal: AbortSignal): Promise<void>;
}
