import { instant } from '../../../src/domain/instant.ts';
import type { TaskRepository } from '../../../src/ports/task-repository.ts';

/** Drops everything older than these times, of all owners. */
export async function purge(tasks: TaskRepository, before: { changes: number; keys: number }): Promise<void> {
  const expiry = { changes: instant(before.changes), keys: instant(before.keys) };
  for (let cursor = await tasks.purge(expiry, undefined); cursor !== undefined; ) {
    cursor = await tasks.purge(expiry, cursor);
  }
}
