import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import { timestamp } from '../../system/timestamp.ts';
import { PostgresAuditLog } from '../access/postgres-audit-log.ts';
import type { Database } from '../driver/database.ts';
import { nextOwners } from './owner-pages.ts';

const PURGE = 'delete from audit_entries where user_id = $1 and at < $2';

/** Stores audit entries in a database that is sharded by user. A purge runs one statement for each user. */
export class ShardedAuditLog extends PostgresAuditLog {
  readonly #database: Database;

  constructor(database: Database, ids: IdGenerator) {
    super(database, ids);
    this.#database = database;
  }

  override async purge(before: Instant, signal: AbortSignal): Promise<void> {
    const page = (after?: UserId) => nextOwners(this.#database.read, 'audit_entries', after);
    for (let users = await page(); users.length > 0; users = await page(users.at(-1))) {
      for (const user of users) {
        if (signal.aborted) return;
        await this.#database.run(PURGE, [user, timestamp(before)]);
      }
    }
  }
}
