import { SqlMikroORM } from '@mikro-orm/sql';
import { Registry } from 'prom-client';
import type { AuditLog } from '../../../ports/access/audit-log.ts';
import type { TokenRepository } from '../../../ports/access/token-repository.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import { DatabaseMetrics } from '../database-metrics.ts';
import { Database } from '../driver/database.ts';
import { migratingOptions } from '../driver/orm-options.ts';
import { examine } from '../driver/session/examine.ts';
import { refuseNewer } from '../migrations/migrate.ts';
import { PostgresAuditLog } from './postgres-audit-log.ts';
import { PostgresTokenRepository } from './postgres-token-repository.ts';

/**
 * Runs `work` with the repositories of API tokens and audit entries of a database, which services may use meanwhile.
 *
 * @throws NewerSchema if a newer release has migrated the database
 */
export async function withPostgresAccess<T>(
  url: string,
  ids: IdGenerator,
  work: (tokens: TokenRepository, audit: AuditLog) => Promise<T>,
): Promise<T> {
  const orm = await SqlMikroORM.init(migratingOptions(url, await examine(url)));
  try {
    await refuseNewer(orm.em.fork());
    const database = new Database(new DatabaseMetrics(new Registry()));
    database.use(orm);
    const tokens = new PostgresTokenRepository(database);
    return await work(tokens, new PostgresAuditLog(database, ids));
  } finally {
    await orm.close();
  }
}
