import { basePath } from '../page/base-path.ts';

/** Replaces the running version of the page with the new version, and reloads the page. */
export type Activate = () => void;

/**
 * Registers the service worker, with which the page can be opened without a network.
 *
 * On a page without https, browsers have no service workers, so the page needs a network to open.
 *
 * @param onReady called when a new version of the page has been downloaded; the old version runs until `activate` is
 *   called
 */
export async function registerWorker(onReady: (activate: Activate) => void): Promise<void> {
  const { serviceWorker: container } = navigator;
  if (container === undefined) return;
  const scope = `${basePath()}/app/`;
  const registration = await container
    .register(scriptUrl(`${scope}sw.js`), { scope, updateViaCache: 'none' })
    .catch(() => undefined);
  if (registration === undefined) return;
  const offer = (worker: ServiceWorker) =>
    onReady(() => {
      container.addEventListener('controllerchange', () => location.reload(), { once: true });
      worker.postMessage('activate');
    });
  if (registration.waiting !== null) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      // If no worker is active, this is the first worker in this browser. It becomes active without waiting, so there
      // is nothing to offer.
      if (worker.state === 'installed' && registration.active !== null) offer(worker);
    });
  });
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/**
 * Returns the URL of the worker as a `TrustedScriptURL`, which the Content-Security-Policy requires in browsers with
 * Trusted Types.
 */
function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy('taskport', { createScriptURL: (given) => given }).createScriptURL(url) ?? url;
}
