/**
 * The size of V8's semi-spaces (the young generation), in MiB. When a semi-space of this size is full, most requests
 * whose objects are in it are over, so few objects must be copied. V8's default grows from 1 MiB to 32 MiB, more than
 * the caches of a processor.
 */
const SEMI_SPACE = 16;
/** The limit of the old generation, in MiB. V8's default is higher, and would delay full garbage collections. */
const OLD_SPACE = 1000;

/**
 * The V8 flags of every process that serves requests. V8 reads heap sizes only at its start, so `scripts/serve` passes
 * the same flags. Pretenuring is off because it may allocate objects of a request in the old generation. There such an
 * object retains all objects that it refers to until the next full garbage collection.
 */
export const V8_FLAGS = [
  '--no-allocation-site-pretenuring',
  `--min-semi-space-size=${SEMI_SPACE}`,
  `--max-semi-space-size=${SEMI_SPACE}`,
  `--max-old-space-size=${OLD_SPACE}`,
  '--expose-gc',
];

/** The time from startup until a garbage collection, in ms. An immediate collection would delay the first requests. */
const AFTER_START_MS = 1_000;

/** Schedules a garbage collection of the 20 MB that startup leaves. V8 does not collect while a thread is idle. */
export function collectGarbageOfStart(): void {
  const collect = () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  setTimeout(collect, AFTER_START_MS).unref();
}
