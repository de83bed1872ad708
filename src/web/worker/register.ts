import { basePath } from '../page/base-path.ts';

/** Replaces the running version of the page by the new one, then reloads the page. */
export type Activate = () => void;

/**
 * Registers the service worker, which lets the page open without a network.
 *
 * Browsers have no service workers on a page without https. Then the page opens only with a network.
 *
 * @param onReady called when a new version has been downloaded; the old version runs until `activate` is called
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
      // Without an active worker, this is the first one of the browser, which becomes active without waiting.
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
 * Returns the URL of the worker as a trusted one, which the Content-Security-Policy demands of browsers with Trusted
 * Types.
 */
function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy('taskport', { createScriptURL: (given) => given }).createScriptURL(url) ?? url;
}
