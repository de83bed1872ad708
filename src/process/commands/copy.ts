import type { DatabaseConfig } from '../../../config/env.ts';
import { copyStore, type RowCounts } from '../../application/stores/copy-store.ts';
import type { StoreReader, StoreWriter } from '../../ports/store-copy.ts';
import { runCommand } from './run-command.ts';

const WITHOUT_ACCOUNTS = `

WARNING: the accounts of the source were not copied: the target has no users, no passwords and no sessions.
The first account that is made there becomes the administrator, whoever makes it. So start the service on the target
with SIGN_UP=closed, and make the accounts anew with \`node src/main.ts user add EMAIL\`. A new account has a new id: the
tasks of the old accounts stay under their old ids. Keep the source.`;

/** Copies all tables of one store, except user accounts, to another store, which must be empty. */
export async function copy(from: DatabaseConfig, to: DatabaseConfig): Promise<void> {
  await runCommand('Cannot copy', async (report) => {
    if (from.kind === 'postgres')
      process.stderr.write('Copying a snapshot of PostgreSQL: changes from now on are not part of it\n');
    return await read(from, async (source) => {
      const warning = (await source.hasAccounts()) ? WITHOUT_ACCOUNTS : '';
      return summary(await write(to, (target) => copyStore(source, target, report))) + warning;
    });
  });
}

async function read<T>(store: DatabaseConfig, work: (source: StoreReader) => Promise<T>): Promise<T> {
  if (store.kind === 'sqlite')
    return (await import('../../adapters/sqlite/copy/sqlite-rows.ts')).fromSqlite(store.dataDir, work);
  if (store.kind === 'postgres')
    return (await import('../../adapters/postgres/copy/postgres-rows.ts')).fromPostgres(store.url, work);
  throw new Error('memory: stores nothing');
}

async function write<T>(store: DatabaseConfig, work: (target: StoreWriter) => Promise<T>): Promise<T> {
  if (store.kind === 'sqlite')
    return (await import('../../adapters/sqlite/copy/sqlite-rows.ts')).intoSqlite(store.dataDir, work);
  if (store.kind === 'postgres')
    return (await import('../../adapters/postgres/copy/postgres-rows.ts')).intoPostgres(store.url, work);
  throw new Error('memory: stores nothing');
}

function summary(counts: RowCounts): string {
  const parts = Object.entries(counts).map(
    ([table, rows]) => `${rows.toLocaleString('en')} ${table.replace('_', ' ')}`,
  );
  return `Copied ${parts.join(', ')}. Both stores were read again, and every row is equal`;
}
