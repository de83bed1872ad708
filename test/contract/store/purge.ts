import { instant } from '../../../src/domain/instant.ts';
import type { TaskRepository } from '../../../src/ports/task-repository.ts';

/** Purges all owners' changes and idempotency keys from before these times, in milliseconds since 1970. */
export async function purge(tasks: TaskRepository, before: { changes: number; keys: number }): Promise<void> {
  const expiry = { changes: instant(before.changes), keys: instant(before.keys) };
  for (let cursor = await tasks.purge(expiry, undefined); cursor !== undefined; ) {
    cursor = await tasks.purge(expiry, cursor);
  }
}
