/**
 * Runs `work` in one tab of those with the same name: in this one when it is its turn, until `signal` aborts. When the
 * leading tab is closed, the next one leads (https://www.w3.org/TR/web-locks/).
 */
export async function lead(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // Missing where a page is served by `http` from another machine. Then each tab leads: the service does no act twice.
  if (navigator.locks === undefined) return work();
  await navigator.locks.request(name, { signal }, work).catch((error) => {
    if (!signal.aborted) throw error;
  });
}
