import type { BatchQueue } from './batch-scheduler.ts';

/**
 * The most items that may wait for a batch. Further items are rejected, because their results would come too late for
 * the clients.
 */
export const MAX_WAITING = 5_000;

/** Returns a first-in, first-out queue that takes batches from the front of `items`. */
export function fifo<T>(items: T[], maxBatch: number): BatchQueue<T> {
  return {
    get size() {
      return items.length;
    },
    take: () => items.splice(0, maxBatch),
  };
}
