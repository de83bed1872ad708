import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Config } from '../../../config/env.ts';
import { isExport, readExport } from '../../adapters/exports/read-export.ts';
import { onlyUser, underOtherId } from '../../application/stores/choose-user.ts';
import { type Imported, importUsers } from '../../application/stores/import-users.ts';
import type { UserRows } from '../../application/stores/read-users.ts';
import { Refusal } from '../../ports/refusal.ts';
import type { StoreWriter } from '../../ports/store-copy.ts';
import { UsageError } from '../exit-codes.ts';
import { userOf } from './export-command.ts';
import { importForeign } from './import-foreign.ts';
import { runCommand } from './run-command.ts';
import { mergeInto } from './stores.ts';

export interface ImportOptions {
  readonly user?: string;
  readonly as?: string;
  readonly format?: string;
  readonly 'dry-run'?: boolean;
}

/** The `--format` of the files that `taskport export` writes. */
const OWN = 'taskport';

/** The error that rolls back the transaction of `--dry-run`. */
class Trial extends Error {
  readonly imported: Imported;

  constructor(imported: Imported) {
    super('this was a trial');
    this.imported = imported;
  }
}

/** Imports a file: an export of Taskport, or another program's export, for one user. */
export async function importFile(config: Config, file: string | undefined, options: ImportOptions): Promise<void> {
  await runCommand('Cannot import the file', async (report) => {
    if (file === undefined || file === '') throw new UsageError('name the file to import, or - for the standard input');
    const { start, chunks } = await opened(file);
    const { format = isExport(start) ? OWN : undefined } = options;
    if (format === OWN) return importOwn(config, readExport(chunks), options, report);
    return importForeign(config, { name: basename(file), chunks }, options);
  });
}

async function importOwn(
  { database }: Config,
  users: AsyncIterable<UserRows>,
  { user, as, 'dry-run': isTrial = false }: ImportOptions,
  report: (text: string) => void,
): Promise<string> {
  const chosen = user === undefined ? users : onlyUser(users, userOf(user));
  const renamed = as === undefined ? chosen : underOtherId(chosen, userOf(as));
  const work = async (target: StoreWriter) => {
    const imported = await importUsers(renamed, target, report);
    if (isTrial) throw new Trial(imported);
    return imported;
  };
  try {
    return summary(await mergeInto(database, work), 'Imported');
  } catch (error) {
    if (!(error instanceof Trial)) throw error;
    return summary(error.imported, 'Nothing was changed. It would have imported');
  }
}

/** Opens a file or the standard input. Returns the first 100 bytes, and all bytes as a stream. */
async function opened(file: string) {
  const source: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Refusal('missing', `there is no ${resolve(file)}`);
    if (error.code === 'EISDIR') throw new Refusal('missing', `${resolve(file)} is a folder: name a file in it`);
    throw error;
  });
  async function* all(): AsyncGenerator<Uint8Array> {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  }
  return { start: first.done ? new Uint8Array() : first.value.subarray(0, 100), chunks: all() };
}

function summary({ counters, tasks, changes, unchanged }: Imported, verb: string): string {
  const [u, t, c] = [counters, tasks, changes].map((count) => count.toLocaleString('en'));
  const same = unchanged > 0 ? `. Users who had exactly the same already: ${unchanged.toLocaleString('en')}` : '';
  return `${verb} users: ${u}, tasks: ${t}, changes: ${c}${same}`;
}
