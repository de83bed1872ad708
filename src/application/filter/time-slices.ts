/** How long a scan may run before other requests are served, in milliseconds. */
const SLICE = 5;
/** How many items are done between two looks at the clock. */
const ITEMS = 64;

/** Calls `work` with each item, and lets other requests be served whenever that has taken a while. */
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
