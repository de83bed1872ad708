import { existsSync } from 'node:fs';
import { DatabaseSync, backup as sqliteBackup } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../../../ports/refusal.ts';
import { lockFolder } from '../../system/folder-lock.ts';
import { connect } from '../database/connection.ts';
import { schemaOf } from '../database/schema.ts';
import { isDamaged } from '../database/sqlite-error.ts';
import { fileIn } from '../sqlite-store.ts';
import { makeFile, removePartial, requireFile } from './new-file.ts';

/** The number of pages that SQLite's backup copies at a time: 8 MB in all. */
const STEP = 4_000;

export interface Contents {
  readonly bytes: number;
  readonly tasks: number;
  readonly changes: number;
}

type Report = (text: string) => void;

/** Copies the database of a folder to a new file, even while a service uses the database. */
export async function backup(folder: string, file: string, report: Report): Promise<Contents> {
  const source = fileIn(folder);
  requireFile(source);
  using database = connect(source, 'read');
  return await copyDatabase(database, file, report);
}

/**
 * Copies a backup to a folder that has no database.
 *
 * @throws FolderInUse if another process uses the folder
 */
export async function restore(file: string, folder: string, report: Report): Promise<Contents> {
  requireFile(file);
  const lock = lockFolder(folder);
  try {
    removePartial(fileIn(folder));
    using database = openAtRest(file);
    return await copyDatabase(database, fileIn(folder), report);
  } finally {
    lock.release();
  }
}

/**
 * Opens a database file that no process writes to. The file may be on read-only media. A write-ahead log beside the
 * file is read, too.
 */
function openAtRest(file: string): DatabaseSync {
  if (existsSync(`${file}-wal`)) return connect(file, 'read');
  return new DatabaseSync(new URL(`${pathToFileURL(file)}?immutable=1`), { readOnly: true });
}

async function copyDatabase(source: DatabaseSync, file: string, report: Report): Promise<Contents> {
  return await makeFile(file, async (partial) => {
    // Opens a read transaction, so that the backup reads one snapshot. Otherwise each commit of a service would restart
    // the backup.
    source.exec('begin; select count(*) from sqlite_schema');
    const progress = ({
      totalPages: total,
      remainingPages: remaining,
    }: {
      totalPages: number;
      remainingPages: number;
    }) => report(`copied ${Math.floor((100 * (total - remaining)) / total)} % of ${total.toLocaleString('en')} pages`);
    await sqliteBackup(source, partial, { rate: STEP, progress });
    report('checking the copy …');
    return check(partial);
  }).catch((error) => {
    throw isDamaged(error) ? new Refusal('invalid', `the source is damaged: ${error.message}`) : error;
  });
}

/** @throws Error if the file is damaged, is not a database of Taskport, or was migrated by a newer release */
function check(file: string): Contents {
  using database = openAtRest(file);
  const { integrity_check: result } = database.prepare('pragma integrity_check(1)').get() as {
    integrity_check: string;
  };
  if (result !== 'ok') throw new Refusal('invalid', `the source is damaged: ${result}`);
  if (schemaOf(database) === 0) throw new Refusal('invalid', 'the source is not a database of Taskport');
  const { bytes, tasks, changes } = database.prepare(CONTENTS).get() as unknown as Contents;
  return { bytes, tasks, changes };
}

const CONTENTS = `
  select page_count * page_size as bytes, (select count(*) from tasks) as tasks, (select count(*) from changes) as changes
  from pragma_page_count, pragma_page_size`;
