import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Config } from '../../../config/env.ts';
import { FORMAT, FORMAT_VERSION, type Header } from '../../adapters/exports/format.ts';
import { type ExportCounts, writeExport } from '../../adapters/exports/write-export.ts';
import { VERSION } from '../../adapters/http/service/product.ts';
import { writeNewFile } from '../../adapters/system/new-text-file.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import { timestamp } from '../../adapters/system/timestamp.ts';
import { onlyUser } from '../../application/stores/choose-user.ts';
import { readUsers, type UserRows } from '../../application/stores/read-users.ts';
import { type UserId, userId } from '../../domain/identity.ts';
import { UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';
import { snapshotOf } from './stores.ts';

interface ExportOptions {
  readonly user?: string;
  readonly output?: string;
}

/** The file name that means the standard output. */
const STDOUT = '-';

/** Writes the tasks and the logs of one user, or of all users, as JSON Lines, even while a service uses the store. */
export async function exportStore({ database }: Config, { user, output = STDOUT }: ExportOptions): Promise<void> {
  await runCommand('Cannot export', async (report) => {
    const chosen = user === undefined ? undefined : userOf(user);
    if (output === '') throw new UsageError('--output needs the name of a file, or - for the standard output');
    const counts = await snapshotOf(database, async (source) => {
      const all = readUsers(source, chosen);
      const users = reported(chosen === undefined ? all : onlyUser(all, chosen), report);
      const lines = writeExport(headerOf(source.schema, chosen), users);
      return output === STDOUT ? writeToStdout(lines) : writeNewFile(output, lines);
    });
    return summary(counts, output === STDOUT ? 'the standard output' : resolve(output));
  });
}

/** @throws UsageError if the text is not a UUID */
export function userOf(text: string): UserId {
  try {
    return userId(text);
  } catch {
    throw new UsageError('--user must be the id of a user, a UUID');
  }
}

function headerOf(schema: string, user: UserId | undefined): Header {
  const exportedAt = timestamp(new SystemClock().now());
  const about = { exported_at: exportedAt, release: VERSION, schema, user: user ?? null };
  return { type: 'header', format: FORMAT, version: FORMAT_VERSION, ...about };
}

async function* reported(users: AsyncIterable<UserRows>, report: (text: string) => void): AsyncGenerator<UserRows> {
  let rows = 0;
  for await (const each of users) {
    rows += each.rows.length;
    report(`read ${rows.toLocaleString('en')} rows`);
    yield each;
  }
}

async function writeToStdout<T>(chunks: AsyncGenerator<Uint8Array, T>): Promise<T> {
  let next = await chunks.next();
  for (; !next.done; next = await chunks.next())
    if (!process.stdout.write(next.value)) await once(process.stdout, 'drain');
  return next.value;
}

function summary({ users, tasks, changes, sha256 }: ExportCounts, place: string): string {
  const [u, t, c] = [users, tasks, changes].map((count) => count.toLocaleString('en'));
  return (
    `Exported users: ${u}, tasks: ${t}, changes: ${c}, to ${place} (sha256 ${sha256.slice(0, 12)}…). ` +
    'Accounts, API tokens, the audit and idempotency keys are not part of it'
  );
}
