/**
 * The fixed semi-space size of the young generation, in MiB. When a semi-space of this size is full, most objects in it
 * are dead, because their request is over. V8's default grows from 1 MiB to 32 MiB, which exceeds a processor's caches.
 */
const SEMI_SPACE = 16;
/** The limit of the old generation, in MiB. V8's default is higher, and would delay full garbage collections. */
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

/** The delay from startup until its garbage is collected, in milliseconds. Collecting at once would delay requests. */
const AFTER_START_MS = 1_000;

/** Schedules the collection of the 20 MB of garbage that startup leaves. V8 collects none while a thread is idle. */
export function collectGarbageOfStart(): void {
  const collect = () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  setTimeout(collect, AFTER_START_MS).unref();
}
