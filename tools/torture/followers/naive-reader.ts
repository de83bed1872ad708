import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../support/random.ts';
import { same, type Task } from '../../support/wire.ts';
import type { User } from '../clients/user.ts';
import { walkList } from '../clients/walk-list.ts';
import type { Run } from '../run.ts';

/** The numbers of wrong tasks, at the end of a run, in the copy that a client polling by `updated_at` has. */
export interface Missed {
  /** Tasks that the client still has although they were deleted. */
  readonly gone: number;
  /** Tasks that the client has in an older state than the server. */
  readonly outdated: number;
  /** Tasks that the client never received. */
  readonly unseen: number;
}

const POLL_INTERVAL_MS = 50;

/**
 * A client that polls the list for tasks with a newer `updated_at`, as is common with APIs that have no change feed.
 *
 * The report of a run shows how many changes this client misses.
 */
export class NaiveReader {
  readonly tasks = new Map<string, Task>();
  #latest = '';

  take(list: readonly Task[]): void {
    const fresh = list.filter(({ updated_at }) => updated_at > this.#latest);
    for (const task of fresh) {
      this.tasks.set(task.id, task);
      if (task.updated_at > this.#latest) this.#latest = task.updated_at;
    }
  }

  missed(list: readonly Task[]): Missed {
    const there = new Map(list.map((task) => [task.id, task]));
    const held = [...this.tasks.values()];
    return {
      gone: held.filter(({ id }) => !there.has(id)).length,
      outdated: held.filter((task) => there.has(task.id) && !same(task, there.get(task.id))).length,
      unseen: list.filter(({ id }) => !this.tasks.has(id)).length,
    };
  }
}

/** Polls the task list until the signal `stop` aborts, and once more afterwards. */
export async function readNaively(run: Run, user: User, reader: NaiveReader, stop: AbortSignal): Promise<void> {
  const random = new Random(run.settings.seed, -1);
  const path = `${user.tasks}?limit=100`;
  for (let isLast = false; !isLast; ) {
    isLast = stop.aborted;
    reader.take(await walkList(run, path, random, run.deadline));
    if (!isLast) await pause(POLL_INTERVAL_MS);
  }
}
