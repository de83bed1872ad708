import type { AuditEntry } from '../domain/access/audit-entry.ts';
import type { UserId } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';

/** A stored entry, with its number among all entries of its user. */
export interface StoredAuditEntry extends AuditEntry {
  readonly seq: number;
}

/** Stores what happened to users' access, for as long as changes are kept. */
export abstract class AuditLog {
  abstract append(entry: AuditEntry): Promise<void>;

  /** Returns a user's entries, the newest first, all of them before `before` if that is given. */
  abstract list(user: UserId, before: number | undefined, limit: number): Promise<readonly StoredAuditEntry[]>;

  /** Deletes the entries before a moment. */
  abstract purge(before: Instant): Promise<void>;
}
