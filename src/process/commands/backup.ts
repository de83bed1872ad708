import { resolve } from 'node:path';
import type { Config } from '../../../config/env.ts';
import * as sqlite from '../../adapters/sqlite/copy/backup.ts';
import { UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';

/** Copies the embedded store to a new file, even while a service uses the store. */
export async function backup(config: Config, file: string | undefined): Promise<void> {
  await runCommand('Cannot back up', async (report) => {
    const [path, folder] = [required(file), folderOf(config)];
    return `${contents(await sqlite.backup(folder, path, report))} of ${resolve(folder)} are in ${resolve(path)}`;
  });
}

/** Copies a backup to DATA_DIR, which must not contain a database yet. */
export async function restore(config: Config, file: string | undefined): Promise<void> {
  await runCommand('Cannot restore', async (report) => {
    const [path, folder] = [required(file), folderOf(config)];
    return `${contents(await sqlite.restore(path, folder, report))} of ${resolve(path)} are in ${resolve(folder)}`;
  });
}

function folderOf({ database }: Config): string {
  if (database.kind === 'sqlite') return database.dataDir;
  const advice = database.kind === 'memory' ? 'memory: stores nothing' : 'use pg_dump and pg_restore for PostgreSQL';
  throw new Error(`DATABASE_URL is set, and this command is for the embedded store: ${advice}`);
}

function required(file: string | undefined): string {
  if (file) return file;
  throw new UsageError('name the file of the backup: make backup FILE=tasks.db, make restore FILE=tasks.db');
}

function contents({ bytes, tasks, changes }: sqlite.Contents): string {
  const megabytes = (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
  return `Checked: ${tasks.toLocaleString('en')} tasks and ${changes.toLocaleString('en')} changes (${megabytes} MB)`;
}
