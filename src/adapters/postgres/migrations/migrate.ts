import { type SqlEntityManager, SqlMikroORM } from '@mikro-orm/sql';
import pg from 'pg';
import { NewerSchema } from '../../../ports/newer-schema.ts';
import { migratingOptions } from '../driver/orm-options.ts';
import { UnfitDatabase } from '../driver/session/connect-error.ts';
import { examine } from '../driver/session/examine.ts';
import { READ_ONLY } from '../driver/writable-check.ts';
import { migrations } from './list.ts';

/** The key of the advisory lock for migrations. It is an arbitrary number that other programs are unlikely to use. */
const MIGRATION_LOCK = 7_402_001;

/**
 * Migrates a PostgreSQL database to the tables of this release. If several processes call this at once, one migrates,
 * and the others wait for its lock. PostgreSQL releases the lock if that process dies.
 *
 * @param work runs after the migrations, in the same transaction
 * @returns the schema of the tables
 * @throws NewerSchema if a newer release has migrated the database
 */
export async function migratePostgres(url: string, work?: (em: SqlEntityManager) => Promise<void>): Promise<string> {
  const schema = await examine(url);
  const orm = await SqlMikroORM.init(migratingOptions(url, schema));
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      // A newer release may have migrated the database while this one waited for the lock.
      await refuseNewer(em);
      await orm.migrator.up({ transaction: em.getTransactionContext() });
      await work?.(em);
    });
    return schema;
  } catch (error) {
    throw withAdvice(error as Error & { code?: string }, schema);
  } finally {
    await orm.close();
  }
}

/** @throws NewerSchema if a newer release has migrated the database */
export async function refuseNewer(em: SqlEntityManager): Promise<void> {
  const [found] = await em.execute<[{ readonly is_migrated: boolean }]>(
    "select to_regclass('mikro_orm_migrations') is not null as is_migrated",
  );
  if (!found.is_migrated) return;
  const known = migrations.map(({ name }) => name);
  const rows = await em.execute<{ readonly name: string }[]>('select name from mikro_orm_migrations order by id');
  const newer = rows.map(({ name }) => name).filter((name) => !known.includes(name));
  const [last, own] = [newer.at(-1), known.at(-1)];
  if (last !== undefined) throw new NewerSchema('the database', last, String(own));
}

function withAdvice(error: Error & { code?: string }, schema: string): Error {
  if (error.code === '25006') return new UnfitDatabase(READ_ONLY, { cause: error });
  if (error.code !== '42501') return error;
  return new UnfitDatabase(
    `${error.message}: the tables must be created or migrated. Run \`make migrate\` as the role that owns them, or allow the ` +
      `role of the service to do so: grant create on schema ${pg.escapeIdentifier(schema)}`,
    { cause: error },
  );
}
