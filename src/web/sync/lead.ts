/**
 * Runs `work` in only one of the tabs that call this function, until `signal` aborts. This leading tab holds the Web
 * Lock `name`. When it is closed, another tab gets the lock and leads (https://www.w3.org/TR/web-locks/).
 */
export async function lead(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // A page that is served by plain HTTP from another machine has no Web Locks. Then every tab leads. The idempotency
  // keys prevent that a change which two tabs send is made twice.
  if (navigator.locks === undefined) return work();
  await navigator.locks.request(name, { signal }, work).catch((error) => {
    if (!signal.aborted) throw error;
  });
}
