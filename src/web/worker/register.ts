import { basePath } from '../page/base-path.ts';

/** Lets a new version of the page replace the running one. The page loads again when it has. */
export type Activate = () => void;

/**
 * Registers the service worker, which lets the page open without a network.
 *
 * Without service workers, as on an address without https, the page opens with a network only.
 *
 * @param onReady is called when a new version has been downloaded and waits; nothing changes before `activate` is called
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
      // Without an active version this is the first, which does not wait.
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

/** Returns the URL of the worker as the Content-Security-Policy demands it, where browsers know Trusted Types. */
function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy('taskport', { createScriptURL: (given) => given }).createScriptURL(url) ?? url;
}
