// The service worker, from whose cache the page opens, also without a network.
//
//     installing ──► waiting ──'activate' from the page──► active ──► replaced by the next
//
// The first worker of a browser does not wait. Each build has a cache of its own: the HTML and the files that it loads.
// The cache answers navigations and requests for these files. All other requests, such as API calls, go to the service.
// So the cache has no data of a user, and is kept after a sign-out.

declare const self: ServiceWorkerGlobalScope;

/** A hash of the build, and the files that the HTML loads. The build script inserts the values of both. */
declare const VERSION: string;
declare const FILES: readonly string[];

const PREFIX = `taskport ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;
/** The address of the HTML, `/app/` below the path of the service. */
const INDEX = self.registration.scope;

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => event.waitUntil(obey(event.data)));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode === 'navigate') event.respondWith(answer(INDEX, request));
  else if (FILES.some((file) => request.url === INDEX + file)) event.respondWith(answer(request.url, request));
});

/** Caches the files of the build. `no-cache` is needed because the HTTP cache of the browser may have an older HTML. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(INDEX, { cache: 'no-cache' }), ...FILES.map((file) => INDEX + file)]);
}

/** Deletes the caches of older builds, and takes control of pages that were opened without a service worker. */
async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

/** Handles a message of the page: `activate` makes this waiting worker replace the active one. */
async function obey(message: unknown): Promise<void> {
  if (message === 'activate') await self.skipWaiting();
}

/** Returns the response from the cache of this build, or else from the service. */
async function answer(url: string, request: Request): Promise<Response> {
  const cached = await (await caches.open(CACHE)).match(url, { ignoreVary: true });
  return cached ?? fetch(request);
}
