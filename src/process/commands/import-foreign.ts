import { createHash } from 'node:crypto';
import type { Config } from '../../../config/env.ts';
import { FORMATS, type FormatName } from '../../adapters/imports/formats.ts';
import { descriptionWithNotes, reportLines } from '../../adapters/imports/import-report.ts';
import type { ImportedFile } from '../../adapters/imports/imported-file.ts';
import { MAX_BYTES } from '../../adapters/imports/limits.ts';
import { readExport } from '../../adapters/imports/read-export.ts';
import { UnreadableExport } from '../../adapters/imports/unreadable-export.ts';
import { derivedId } from '../../adapters/system/derived-id.ts';
import { createLog } from '../../adapters/system/log.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import { type ForeignTask, ImportTasks } from '../../application/operations/import-tasks.ts';
import { compose } from '../../container.ts';
import { openActor } from '../../domain/access/actor.ts';
import { authorOf } from '../../domain/changes/author.ts';
import type { UserId } from '../../domain/identity.ts';
import { StoreLifecycle } from '../../ports/store-lifecycle.ts';
import { TaskRepository } from '../../ports/task-repository.ts';
import { Failure, UsageError } from '../exit-codes.ts';
import { userOf } from './export-command.ts';

interface ForeignFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

interface ForeignOptions {
  readonly user?: string;
  readonly format?: string;
  readonly 'dry-run'?: boolean;
}

const clock = new SystemClock();

/**
 * Imports another program's export for one user: all tasks, or none. Prints a line for each value that cannot be kept.
 *
 * @returns a sentence with the number of tasks that were added
 */
export async function importForeign(config: Config, file: ForeignFile, options: ForeignOptions): Promise<string> {
  const { user, format, 'dry-run': isTrial = false } = options;
  if (user === undefined) throw new UsageError('--user ID is needed: the export of another program has no user');
  const owner = userOf(user);
  if (format !== undefined && !isFormat(format))
    throw new UsageError(`--format must be one of taskport, ${Object.keys(FORMATS).join(', ')}`);
  const imported = parse(file.name, await bytesOf(file.chunks), format);
  for (const line of reportLines(imported)) process.stdout.write(`${line}\n`);
  const tasks = foreignTasks(owner, imported);
  const found = `tasks in the file: ${tasks.length.toLocaleString('en')} (${FORMATS[imported.format]})`;
  if (isTrial) return `Nothing was changed. ${found}`;
  const added = await add(config, owner, tasks);
  const known = tasks.length - added;
  const kept = known > 0 ? `. Imported before, and left as they are: ${known.toLocaleString('en')}` : '';
  return `Imported tasks: ${added.toLocaleString('en')}; ${found}${kept}`;
}

function isFormat(text: string): text is FormatName {
  return Object.hasOwn(FORMATS, text);
}

/** @throws Failure `data` if the file cannot be read in this format */
function parse(name: string, bytes: Uint8Array, format: FormatName | undefined): ImportedFile {
  try {
    return readExport(name, bytes, { now: clock.now(), ...(format && { format }) });
  } catch (error) {
    throw error instanceof UnreadableExport ? new Failure('data', error.message, { cause: error }) : error;
  }
}

/** Reads a file, and stops as soon as it is larger than the parsers accept. */
async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(read);
}

/** Derives the id of each task from its content, so that a second import of the same task does not add it again. */
function foreignTasks(owner: UserId, { tasks }: ImportedFile): ForeignTask[] {
  const seen = new Map<string, number>();
  return tasks.map((task) => {
    const content = { ...task.content, description: descriptionWithNotes(task) };
    const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64');
    const count = seen.get(digest) ?? 0;
    seen.set(digest, count + 1);
    return { id: derivedId(owner, `${digest} ${count}`), content, completedAt: task.completedAt };
  });
}

async function add(config: Config, owner: UserId, tasks: readonly ForeignTask[]): Promise<number> {
  if (config.database.kind === 'memory')
    throw new Failure('unavailable', 'DATABASE_URL is memory:, whose tasks end with the service');
  const container = await compose({ ...config, workers: 1 }, createLog('silent', config.environment));
  const store = container.get(StoreLifecycle);
  await store.open();
  try {
    await store.prepare();
    return await new ImportTasks(container.get(TaskRepository), clock).execute(
      owner,
      tasks,
      authorOf(openActor(owner)),
    );
  } finally {
    await store.close();
  }
}
