import { SqlMikroORM } from '@mikro-orm/sql';
import { migratingOptions } from './orm-options.ts';

/** Any number will do, so long as no other program asks the same database for the same one. */
const MIGRATION_LOCK = 7_402_001;

/**
 * Brings a PostgreSQL database to this release's schema. Any number of processes may do so at once: one migrates, the
 * others wait for it and then find nothing to do. Should it die, its lock dies with it and another goes on.
 */
export async function migratePostgres(url: string): Promise<void> {
  const orm = await SqlMikroORM.init(migratingOptions(url));
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.execute('set local statement_timeout = 0');
      await em.execute('set local lock_timeout = 0');
      await em.execute('set local idle_in_transaction_session_timeout = 0');
      await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await orm.migrator.up({ transaction: em.getTransactionContext() });
    });
  } finally {
    await orm.close();
  }
}
