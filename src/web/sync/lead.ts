/**
 * Runs `work` in one tab at a time, which holds the Web Lock with this name, until `signal` aborts. When the leading
 * tab is closed, another tab leads (https://www.w3.org/TR/web-locks/).
 */
export async function lead(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // Web Locks are missing on a page that is served by plain HTTP from another machine. Then every tab leads, and the
  // idempotency keys keep the service from doing an act twice.
  if (navigator.locks === undefined) return work();
  await navigator.locks.request(name, { signal }, work).catch((error) => {
    if (!signal.aborted) throw error;
  });
}
