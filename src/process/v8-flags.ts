/**
 * The semi-space size of the young generation, in MiB, from the start. Most objects are dead when it is full, because
 * their request is over. V8 begins with 1 MiB and grows to 32 MiB, which exceeds a processor's caches.
 */
const SEMI_SPACE = 16;
/** The limit of the old generation, in MiB. V8's own limit is higher, and full collections would come later. */
const OLD_SPACE = 1000;

/**
 * The V8 flags of every process that serves. V8 reads heap sizes only at its start, so `scripts/serve` passes the same
 * flags. Pretenuring is off because V8 may wrongly allocate the objects of a request in the old generation, where each
 * retains everything that it refers to until the next full collection.
 */
export const V8_FLAGS = [
  '--no-allocation-site-pretenuring',
  `--min-semi-space-size=${SEMI_SPACE}`,
  `--max-semi-space-size=${SEMI_SPACE}`,
  `--max-old-space-size=${OLD_SPACE}`,
  '--expose-gc',
];

/** The garbage of the start is collected so many milliseconds later: a collection would delay the first requests. */
const AFTER_START_MS = 1_000;

/** Gives back, in a while, the 20 MB that a start leaves: an idle thread would keep them, as V8 collects when it allocates. */
export function collectGarbageOfStart(): void {
  const collect = () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  setTimeout(collect, AFTER_START_MS).unref();
}
