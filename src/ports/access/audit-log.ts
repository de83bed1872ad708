import type { AuditEntry } from '../../domain/access/audit-entry.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TimePosition } from './token-repository.ts';

/** A stored entry of the audit. The id orders entries of the same millisecond. */
export interface StoredAuditEntry extends AuditEntry {
  readonly id: string;
}

/**
 * Stores the audit: each user's sign-ins, changes of tokens and refused requests. Entries are kept as long as changes.
 *
 * @throws StoreError from every method
 */
export abstract class AuditLog {
  abstract append(entry: AuditEntry): Promise<void>;

  /** Returns a user's entries, the newest first. The page starts after the position `after`. */
  abstract list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly StoredAuditEntry[]>;

  /** Deletes the entries older than a time, user by user. Stops after the current user if `signal` is aborted. */
  abstract purge(before: Instant, signal: AbortSignal): Promise<void>;
}
