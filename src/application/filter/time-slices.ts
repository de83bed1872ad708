/** The time for which a scan may run before other requests are served, in milliseconds. */
const SLICE = 5;
/** The number of items between two checks of the clock. */
const ITEMS = 64;

/** Calls `work` with each item. Yields to other requests each time after SLICE milliseconds. */
export async function inTimeSlices<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  let start = performance.now();
  for (const [index, item] of items.entries()) {
    if (index % ITEMS === 0 && performance.now() - start > SLICE) {
      await new Promise(setImmediate);
      start = performance.now();
    }
    work(item);
  }
}
