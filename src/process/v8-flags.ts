import { allVariables } from '../../config/env.ts';

/**
 * Room for young objects, in MiB, from the start: most are dead when it is full, as their request is over. V8 begins with
 * one MiB, makes more room only when much survives, and meanwhile goes through what unfinished requests hold again and
 * again; much more than this falls out of a processor's caches.
 */
const YOUNG = 16;
/** How far the rest may grow, in MiB: less than V8 would allow, so that it does not wait as long before it tidies up. */
const OLD = 1000;

/**
 * Without pretenuring, too: from a few objects that V8 happens to meet in use it concludes that all that are made in that
 * place will live long, and each of those keeps all that it refers to until the next full collection.
 */
export const V8_FLAGS = [
  '--no-allocation-site-pretenuring',
  `--min-semi-space-size=${YOUNG}`,
  `--max-semi-space-size=${YOUNG}`,
  `--max-old-space-size=${OLD}`,
];

/** Begins this very process anew with {@link V8_FLAGS}, which V8 takes at its start only, where that is possible. */
export function ensureHeap(): void {
  const isSo = V8_FLAGS.every((flag) => process.execArgv.includes(flag));
  // Windows cannot, and somebody at the other end of a channel would find it closed.
  if (isSo || process.platform === 'win32' || process.connected) return;
  const { execPath, execArgv, argv } = process;
  process.execve?.(execPath, [execPath, ...execArgv, ...V8_FLAGS, ...argv.slice(1)], allVariables());
}
