import { SqlMikroORM } from '@mikro-orm/sql';
import { type UserId, userId } from '../../../domain/identity.ts';
import { Refusal } from '../../../ports/refusal.ts';
import {
  BATCH,
  columnsOf,
  type StoredRow,
  type StoreSnapshot,
  type StoreWriter,
  stateOfRow,
  TABLE_NAMES,
  TABLES,
  type TableName,
} from '../../../ports/store-copy.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { timestamp } from '../../system/timestamp.ts';
import { type RunStatement, runOn } from '../driver/database.ts';
import { toInstant } from '../driver/iso-time.ts';
import { migratingOptions } from '../driver/orm-options.ts';
import { examine } from '../driver/session/examine.ts';
import { migrations } from '../migrations/list.ts';
import { migratePostgres } from '../migrations/migrate.ts';
import { columnTypes, prefixedColumns, taskColumns, toTask } from '../tasks/task-row.ts';

type Value = StoredRow['values'][number];

/** A SQLSTATE (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const UNIQUE_VIOLATION = '23505';

const TYPES = { id: 'uuid', text: 'text', number: 'bigint', time: 'timestamptz' };

/** Calls `work` with a snapshot of all tables of a database. Services may write to the database meanwhile. */
export async function fromPostgres<T>(url: string, work: (source: StoreSnapshot) => Promise<T>): Promise<T> {
  // `work` may write to another database inside this transaction. If both had the same context name, MikroORM would
  // confuse their transactions.
  const orm = await SqlMikroORM.init({ ...migratingOptions(url, await examine(url)), contextName: 'source' });
  try {
    return await orm.em.fork().transactional(
      async (em) => {
        const run: RunStatement = (sql, parameters) => runOn(em, sql, parameters);
        await requireCurrent(run);
        return await work(new PostgresRows(run));
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  } finally {
    await orm.close();
  }
}

/**
 * Fills a database in one transaction, which is rolled back if `work` fails or the process ends. Meanwhile no service
 * can write to the tables, and none can start.
 */
export async function intoPostgres<T>(url: string, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  const result = Promise.withResolvers<T>();
  await migratePostgres(url, async (em) => {
    const run: RunStatement = (sql, parameters) => runOn(em, sql, parameters);
    await lockTables(run);
    result.resolve(await work(new PostgresRows(run)));
    // Without new statistics, PostgreSQL would plan the first queries as if the tables were empty.
    await run(`analyze ${TABLE_NAMES.join(', ')}`, []);
  });
  return result.promise;
}

/**
 * Adds rows to a database in one transaction, which is rolled back if `work` fails or the process ends. Meanwhile
 * running services keep working, but no service can start.
 */
export async function mergeIntoPostgres<T>(url: string, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  const result = Promise.withResolvers<T>();
  await migratePostgres(url, async (em) => {
    const run: RunStatement = (sql, parameters) => runOn(em, sql, parameters);
    result.resolve(await work(new PostgresRows(run)));
  });
  return result.promise;
}

async function requireCurrent(run: RunStatement): Promise<void> {
  const applied = await run<{ name: string }>('select name from mikro_orm_migrations order by name', []);
  if (String(applied.map(({ name }) => name)) === String(migrations.map(({ name }) => name))) return;
  throw new Error('the source has the schema of another release. Run `make migrate` on it first, or use its release');
}

async function lockTables(run: RunStatement): Promise<void> {
  await run(`set local lock_timeout = ${TIMEOUTS.lock}`, []);
  try {
    await run(`lock table ${TABLE_NAMES.join(', ')} in exclusive mode`, []);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '55P03') throw cause;
    throw new Error('another process writes to the tables of the target: stop it first', { cause });
  }
  await run('set local lock_timeout = 0', []);
}

class PostgresRows implements StoreWriter, StoreSnapshot {
  readonly schema = `postgres ${migrations.at(-1)?.name}`;
  readonly #run: RunStatement;
  #cursors = 0;

  constructor(run: RunStatement) {
    this.#run = run;
  }

  async *read(table: TableName, owner?: UserId): AsyncGenerator<StoredRow[]> {
    const cursor = `copy_${++this.#cursors}`;
    const columns = Object.entries(TABLES[table].columns);
    // Text is sorted by its bytes, so that every store returns its rows in the same order.
    const order = columns.slice(0, 2).map(([name, type]) => (type === 'text' ? `${name} collate "C"` : name));
    const sql = `select ${columnsOf(table, taskColumns())} from ${table}${rowsOf(owner)} order by ${order.join(', ')}`;
    await this.#run(`declare ${cursor} no scroll cursor for ${sql}`, []);
    try {
      for (;;) {
        const rows = await this.#run<Record<string, string | null>>(`fetch ${BATCH} from ${cursor}`, []);
        if (rows.length > 0)
          yield rows.map((row) => ({
            values: columns.map(([name, type]) => decode(type, row[name] ?? null)),
            state: stateOfRow(table, row, toTask),
          }));
        if (rows.length < BATCH) return;
      }
    } finally {
      // After an error PostgreSQL refuses this statement, and closes the cursor when the transaction ends.
      await this.#run(`close ${cursor}`, []).catch(() => {});
    }
  }

  async hasAccounts(): Promise<boolean> {
    const [found] = await this.#run<{ name: string | null }>("select to_regclass('account_users')::text as name", []);
    if (found?.name == null) return false;
    return (await this.#run('select 1 as one from account_users limit 1', [])).length > 0;
  }

  async write(table: TableName, rows: readonly StoredRow[]): Promise<void> {
    const columns = Object.entries(TABLES[table].columns);
    const records = rows.map(({ values, state }) => ({
      ...Object.fromEntries(columns.map(([name, type], i) => [name, encode(type, values[i] ?? null)])),
      ...(state && prefixedColumns('', state)),
    }));
    const own = columns.map(([name, type]) => `${name} ${TYPES[type]}`);
    const types = [...own, ...(TABLES[table].hasState ? [columnTypes('')] : [])].join(', ');
    const list = columnsOf(table, taskColumns());
    const sql = `insert into ${table} (${list}) select ${list} from json_to_recordset($1) as row (${types})`;
    await this.#run(sql, [JSON.stringify(records)]).catch((cause) => {
      if (cause.code !== UNIQUE_VIOLATION) throw cause;
      throw new Refusal('exists', `another process has added rows to ${table} meanwhile`, { cause });
    });
  }
}

/** Returns the `where` clause for a user's rows, with the user's UUID: `declare cursor` takes no parameters. */
function rowsOf(owner: UserId | undefined): string {
  return owner === undefined ? '' : ` where user_id = '${userId(owner)}'`;
}

function encode(type: keyof typeof TYPES, value: Value): Value {
  return type === 'time' && value !== null ? timestamp(value as Parameters<typeof timestamp>[0]) : value;
}

function decode(type: keyof typeof TYPES, value: string | null): Value {
  if (value === null) return null;
  if (type === 'time') return toInstant(value);
  return type === 'number' ? Number(value) : value;
}
