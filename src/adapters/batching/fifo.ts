import type { BatchQueue } from './batch-scheduler.ts';

/** How many items may wait for a batch; one more is refused, as its result would come too late. */
export const MAX_WAITING = 5_000;

/** Returns the queue that takes batches from the front of `items`. */
export function fifo<T>(items: T[], maxBatch: number): BatchQueue<T> {
  return {
    get size() {
      return items.length;
    },
    take: () => items.splice(0, maxBatch),
  };
}
