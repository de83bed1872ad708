import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Refusal } from '../../ports/refusal.ts';

/** The permissions of the file: only its owner may read and write it. */
const MODE = 0o600;

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Writes a new file that only its owner can read. The file is named `….partial` until it is complete and synced to the
 * disk. An existing file is never overwritten.
 *
 * @returns the value that `chunks` returns at its end
 */
export async function writeNewFile<T>(file: string, chunks: AsyncGenerator<Uint8Array, T>): Promise<T> {
  const partial = `${file}.partial`;
  if (existsSync(file)) refuse({ code: 'EEXIST' }, file);
  const handle = await open(partial, 'wx', MODE).catch((error) => refuse(error, partial));
  const remove = () => rmSync(partial, { force: true });
  process.on('exit', remove);
  try {
    let next = await chunks.next();
    for (; !next.done; next = await chunks.next()) await handle.writeFile(next.value);
    await handle.sync();
    publish(partial, file);
    await syncFolder(dirname(file));
    return next.value;
  } finally {
    await handle.close();
    remove();
    process.off('exit', remove);
  }
}

/**
 * Gives the partial file its final name by a hard link, because a link, unlike `rename`, never replaces an existing
 * file.
 */
function publish(partial: string, file: string): void {
  try {
    linkSync(partial, file);
  } catch (error) {
    // Some file systems, such as FAT on memory cards, have no hard links. There the file is renamed.
    if (!NO_LINKS.includes(String((error as NodeJS.ErrnoException).code)) || existsSync(file))
      refuse(error as NodeJS.ErrnoException, file);
    renameSync(partial, file);
  }
}

function refuse(error: Pick<NodeJS.ErrnoException, 'code'>, file: string): never {
  if (error.code === 'EEXIST') throw new Refusal('exists', `${resolve(file)} exists already: move it away first`);
  if (error.code === 'ENOENT')
    throw new Refusal('missing', `there is no folder ${resolve(dirname(file))}: create it first`);
  throw error;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
