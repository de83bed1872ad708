// The service worker of the page. It answers from its cache, so that the page opens without a network.
//
//     installing ──► waiting ──'activate' from the page──► active ──► replaced by the next
//
// The first worker in a browser does not wait. Each build has its own cache, with the HTML and the files that it loads.
// Navigations and requests for these files are answered from the cache. All other requests, such as API calls, go to
// the service. So the cache contains no data of a user, and stays after a sign-out.

declare const self: ServiceWorkerGlobalScope;

/** A hash of the build, which the build script inserts. `FILES` has the files that the HTML loads. */
declare const VERSION: string;
declare const FILES: readonly string[];

const PREFIX = `taskport ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;
/** The URL of the HTML: `/app/` below the base path of the service. */
const INDEX = self.registration.scope;

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => event.waitUntil(obey(event.data)));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode === 'navigate') event.respondWith(answer(INDEX, request));
  else if (FILES.some((file) => request.url === INDEX + file)) event.respondWith(answer(request.url, request));
});

/**
 * Stores the files of this build in the cache. With `no-cache`, the browser does not take an older HTML from its HTTP
 * cache.
 */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(INDEX, { cache: 'no-cache' }), ...FILES.map((file) => INDEX + file)]);
}

/**
 * Deletes the caches of older builds. Then makes this worker handle the requests of all open pages, even of pages that
 * were opened without a service worker.
 */
async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

/** Handles a message from the page: `activate` makes this waiting worker replace the active worker. */
async function obey(message: unknown): Promise<void> {
  if (message === 'activate') await self.skipWaiting();
}

/** Returns the response from the cache of this build; if it is missing there, from the service. */
async function answer(url: string, request: Request): Promise<Response> {
  const cached = await (await caches.open(CACHE)).match(url, { ignoreVary: true });
  return cached ?? fetch(request);
}
