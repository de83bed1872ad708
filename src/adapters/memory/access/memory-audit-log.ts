import type { AuditEntry } from '../../../domain/access/audit-entry.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { AuditLog, StoredAuditEntry } from '../../../ports/access/audit-log.ts';
import type { TimePosition } from '../../../ports/access/token-repository.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import { newestFirst } from './newest-first.ts';

/** Stores audit entries in this process's memory until it ends. */
export class MemoryAuditLog implements AuditLog {
  readonly #ids: IdGenerator;
  readonly #entries = new Map<UserId, StoredAuditEntry[]>();

  constructor(ids: IdGenerator) {
    this.#ids = ids;
  }

  async append(entry: AuditEntry): Promise<void> {
    const entries = this.#entries.get(entry.userId) ?? [];
    entries.push({ ...entry, id: this.#ids.next() });
    this.#entries.set(entry.userId, entries);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly StoredAuditEntry[]> {
    return newestFirst(this.#entries.get(user) ?? [], ({ at }) => at, after, limit);
  }

  async purge(before: Instant, signal: AbortSignal): Promise<void> {
    for (const [user, entries] of this.#entries) {
      if (signal.aborted) return;
      const kept = entries.filter(({ at }) => at >= before);
      if (kept.length === 0) this.#entries.delete(user);
      else this.#entries.set(user, kept);
    }
  }
}
