import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry, AuditEvent } from '../../../domain/access/audit-entry.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { AuditLog, StoredAuditEntry } from '../../../ports/access/audit-log.ts';
import type { TimePosition } from '../../../ports/access/token-repository.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import type { PlainDatabase } from './sqlite-token-repository.ts';

interface EntryRow {
  readonly user_id: UserId;
  readonly id: string;
  readonly at: Instant;
  readonly event: AuditEvent;
  readonly outcome: string;
  readonly address: string;
  readonly request_id: string;
  readonly user_agent: string | null;
}

const COLUMNS = 'user_id, id, at, event, outcome, address, request_id, user_agent';

/** The most entries that one transaction deletes. */
const MAX_ROWS = 500;

export const AUDIT_STATEMENTS = {
  append: `insert into audit_entries (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  list: `select ${COLUMNS} from audit_entries where user_id = ? and (at, id) < (?, ?) order by at desc, id desc limit ?`,
  nextUser: 'select user_id from audit_entries where user_id > ? order by user_id limit 1',
  oldest: 'select at from audit_entries where user_id = ? order by at limit 1',
  purge: `delete from audit_entries where user_id = ? and (at, id) in
    (select at, id from audit_entries where user_id = ? and at < ? order by at limit ${MAX_ROWS})`,
};

/** Stores audit entries in an SQLite file. Each call runs its own statement, without batches or caches. */
export class SqliteAuditLog implements AuditLog {
  readonly #database: PlainDatabase;
  readonly #ids: IdGenerator;

  constructor(database: PlainDatabase, ids: IdGenerator) {
    this.#database = database;
    this.#ids = ids;
  }

  async append({ userId, at, event, outcome, address, requestId, userAgent }: AuditEntry): Promise<void> {
    const values = [userId, this.#ids.next(), at, event, outcome, address, requestId, userAgent];
    await this.#database.write(AUDIT_STATEMENTS.append, values);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly StoredAuditEntry[]> {
    const { at, id } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
    return this.#database.reader.all<EntryRow>(AUDIT_STATEMENTS.list, [user, at, id, limit]).map(toEntry);
  }

  async purge(before: Instant, signal: AbortSignal): Promise<void> {
    for (let user = this.#userAfter(''); user !== undefined && !signal.aborted; user = this.#userAfter(user)) {
      // First looks for an expired entry. Usually there is none, and then the purge need not wait for the writer
      // thread.
      while (this.#oldestOf(user) < before) await this.#database.write(AUDIT_STATEMENTS.purge, [user, user, before]);
      await nextTurn();
    }
  }

  #userAfter(user: string): string | undefined {
    return this.#database.reader.all<{ user_id: string }>(AUDIT_STATEMENTS.nextUser, [user])[0]?.user_id;
  }

  #oldestOf(user: string): number {
    const [row] = this.#database.reader.all<{ at: number }>(AUDIT_STATEMENTS.oldest, [user]);
    return row?.at ?? Number.POSITIVE_INFINITY;
  }
}

function toEntry(row: EntryRow): StoredAuditEntry {
  return {
    id: row.id,
    userId: row.user_id,
    at: row.at,
    event: row.event,
    outcome: row.outcome,
    address: row.address,
    requestId: row.request_id,
    userAgent: row.user_agent,
  };
}
