import type { UserId } from '../../domain/identity.ts';
import type { AuditLog, StoredAuditEntry } from '../../ports/access/audit-log.ts';
import type { TimePosition } from '../../ports/access/token-repository.ts';
import type { RecordAudit } from './record-audit.ts';

export class ReadAudit {
  readonly #audit: AuditLog;
  readonly #record: RecordAudit;

  constructor(audit: AuditLog, record: RecordAudit) {
    this.#audit = audit;
    this.#record = record;
  }

  /** Returns a page of a user's audit, and the position after which the next page starts, if there is a next page. */
  async execute(
    user: UserId,
    after: TimePosition | undefined,
    limit: number,
  ): Promise<{ readonly entries: readonly StoredAuditEntry[]; readonly next: TimePosition | undefined }> {
    // Waits for entries that are being stored: a refused request is answered before its entry is stored.
    await this.#record.settle();
    const found = await this.#audit.list(user, after, limit + 1);
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    const isLastPage = last === undefined || found.length === entries.length;
    return { entries, next: isLastPage ? undefined : { at: last.at, id: last.id } };
  }
}
