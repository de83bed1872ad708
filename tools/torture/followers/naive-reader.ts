import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../support/random.ts';
import { same, type Task } from '../../support/wire.ts';
import type { User } from '../clients/user.ts';
import { walk } from '../clients/walk.ts';
import type { Run } from '../run.ts';

/** How many tasks a reader by `updated_at` holds wrongly. */
export interface Missed {
  /** Holds, though they are gone. */
  readonly gone: number;
  /** Holds as they no longer are. */
  readonly outdated: number;
  /** Does not hold. */
  readonly unseen: number;
}

/** How long it rests between two looks at the list. */
const REST = 50;

/**
 * Follows a list as many clients do where there is no feed: it looks at the whole list again and again, and takes what
 * was updated after all that it has taken before. It is here to show what that misses.
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

/** Reads until the signal, and once more after it. */
export async function readNaively(run: Run, user: User, reader: NaiveReader, stop: AbortSignal): Promise<void> {
  const random = new Random(run.settings.seed, -1);
  const path = `${user.tasks}?limit=100`;
  for (let isLast = false; !isLast; ) {
    isLast = stop.aborted;
    reader.take(await walk(run, path, random, run.until));
    if (!isLast) await pause(REST);
  }
}
