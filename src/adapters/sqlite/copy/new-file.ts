import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from '../../../ports/refusal.ts';

/** The suffixes of the files that SQLite keeps beside a database file. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/**
 * Makes a database file under the temporary name `….partial`, and renames it when it is complete and synced. The
 * partial file is removed if `fill` fails or the process exits.
 *
 * @param fill writes the partial file, and must have closed it when it resolves
 */
export async function makeFile<T>(file: string, fill: (partial: string) => Promise<T>): Promise<T> {
  requireAbsent(file);
  const partial = `${file}.partial`;
  create(partial);
  const remove = () => removePartial(file);
  process.on('exit', remove);
  try {
    const result = await fill(partial);
    sync(partial);
    renameSync(partial, file);
    sync(dirname(file));
    return result;
  } finally {
    remove();
    process.off('exit', remove);
  }
}

export function requireFile(file: string): void {
  if (!existsSync(file)) throw new Refusal('missing', `there is no ${resolve(file)}`);
}

/**
 * Requires that a database file does not exist, nor a journal of an earlier file, which SQLite would apply to the new
 * one.
 */
export function requireAbsent(file: string): void {
  const existing = ['', ...COMPANIONS].map((end) => file + end).find((each) => existsSync(each));
  if (existing !== undefined) throw new Refusal('exists', `${resolve(existing)} exists already: move it away first`);
}

/** Removes the partial files that a killed process has left behind. */
export function removePartial(file: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(`${file}.partial${end}`, { force: true });
}

function create(partial: string): void {
  try {
    closeSync(openSync(partial, 'wx'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Refusal('missing', `there is no folder ${resolve(dirname(partial))}: create it first`);
    if (code !== 'EEXIST') throw new Error(message, { cause: error });
    throw new Refusal(
      'exists',
      `${resolve(partial)} exists: another run writes it, or was killed. If none runs, remove the file`,
    );
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
