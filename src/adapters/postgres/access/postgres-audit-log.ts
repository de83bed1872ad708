import type { AuditEntry, AuditEvent } from '../../../domain/access/audit-entry.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { AuditLog, StoredAuditEntry } from '../../../ports/access/audit-log.ts';
import type { TimePosition } from '../../../ports/access/token-repository.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import { timestamp } from '../../system/timestamp.ts';
import type { Database } from '../driver/database.ts';
import { toInstant } from '../driver/iso-time.ts';
import { APPEND, LIST, MAX_OWNERS, PURGE, type PurgedOwnerRow } from './audit-statements.ts';
import { positionOf } from './position.ts';

interface EntryRow {
  readonly user_id: UserId;
  readonly id: string;
  readonly at: string;
  readonly event: AuditEvent;
  readonly outcome: string;
  readonly address: string;
  readonly request_id: string;
  readonly user_agent: string | null;
}

/** The smallest possible user id, from which a purge starts. */
const FIRST_USER = '00000000-0000-0000-0000-000000000000';

/** Stores audit entries in PostgreSQL. Each call runs its own statement, without batches or caches. */
export class PostgresAuditLog implements AuditLog {
  readonly #database: Database;
  readonly #ids: IdGenerator;

  constructor(database: Database, ids: IdGenerator) {
    this.#database = database;
    this.#ids = ids;
  }

  async append({ userId, at, event, outcome, address, requestId, userAgent }: AuditEntry): Promise<void> {
    const values = [userId, timestamp(at), this.#ids.next(), event, outcome, address, requestId, userAgent];
    await this.#database.run(APPEND, values);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly StoredAuditEntry[]> {
    const rows = await this.#database.read<EntryRow>(LIST, [user, ...positionOf(after), limit]);
    return rows.map(toEntry);
  }

  async purge(before: Instant, signal: AbortSignal): Promise<void> {
    for (let user: string | undefined = FIRST_USER; user !== undefined && !signal.aborted; ) {
      const rows: PurgedOwnerRow[] = await this.#database.run<PurgedOwnerRow>(PURGE, [timestamp(before), user]);
      // A statement deletes only some rows of each user, so it is repeated for the same users until none has more.
      if (rows.some(({ is_more }) => is_more)) continue;
      user = rows.length < MAX_OWNERS ? undefined : rows.at(-1)?.user_id;
    }
  }
}

function toEntry(row: EntryRow): StoredAuditEntry {
  return {
    id: row.id,
    userId: row.user_id,
    at: toInstant(row.at),
    event: row.event,
    outcome: row.outcome,
    address: row.address,
    requestId: row.request_id,
    userAgent: row.user_agent,
  };
}
