import * as v from 'valibot';
import { HttpError } from '../problem/problem.ts';
import { PLAIN_GET, type Reply, type Route, route } from '../routing/route.ts';
import type { BuiltPage, PageFile } from './built-page.ts';
import { PAGE_POLICY, WORKER_POLICY } from './content-security-policy.ts';

/** The header of files whose name contains a hash of their content. Caches may keep such files forever. */
const FOREVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };

const NOT_BUILT = 'The page is not built. Run "make page", and start the service again';

/** The properties shared by all routes that serve a file of the page. */
const FILE = { ...PLAIN_GET, isFile: true, replies: { 200: { description: 'The file.' } }, errors: [] } as const;

/**
 * Returns the routes of the page at `/app/`: the files that the HTML loads, and the same HTML for every path below
 * `/app/` that is a view of the page.
 *
 * @param page undefined if the page is not built; then each route answers 404 and says so
 */
export function pageRoutes(page: BuiltPage | undefined): Route[] {
  const index = () => revalidated(built(page).index, { 'Content-Security-Policy': PAGE_POLICY });
  return [
    // This route must come before `/app`, which the router also matches with a trailing slash.
    route({ ...FILE, path: '/app/', operationId: 'getPage', summary: 'The page', handle: index }),
    route({
      ...FILE,
      path: '/app',
      operationId: 'getPageWithoutSlash',
      summary: 'The way to the page',
      // Redirects, because the service worker controls only URLs below `/app/`.
      handle: () => ({ status: 302, headers: { Location: '/app/' } }),
    }),
    route({
      ...FILE,
      path: '/app/sw.js',
      operationId: 'getServiceWorker',
      summary: 'The service worker of the page',
      handle: () => revalidated(built(page).worker, { 'Content-Security-Policy': WORKER_POLICY }),
    }),
    route({
      ...FILE,
      path: '/app/manifest.webmanifest',
      operationId: 'getWebManifest',
      summary: 'The web app manifest of the page',
      handle: () => revalidated(built(page).manifest),
    }),
    route({
      ...FILE,
      path: '/app/assets/{file}',
      operationId: 'getPageFile',
      summary: 'A file of the page, whose name contains a hash of its bytes',
      params: v.object({ file: v.string() }),
      handle: ({ params }) => reply(assetOf(built(page), params.file), FOREVER),
    }),
    route({ ...FILE, path: '/app/*view', operationId: 'getPageView', summary: 'A view of the page', handle: index }),
  ];
}

/** @throws HttpError `not_found` if the page is not built */
function built(page: BuiltPage | undefined): BuiltPage {
  if (page === undefined) throw new HttpError('not_found', { detail: NOT_BUILT });
  return page;
}

/** @throws HttpError `not_found` if the page has no file of this name */
function assetOf({ assets }: BuiltPage, name: string): PageFile {
  const file = assets.get(name);
  if (file === undefined)
    throw new HttpError('not_found', { detail: 'The page has no such file. Load the page again' });
  return file;
}

/** Returns a reply with a file that caches must revalidate, because the next build may change the file. */
function revalidated(file: PageFile, headers: Reply['headers'] = {}): Reply {
  return reply(file, { 'Cache-Control': 'no-cache', ETag: file.etag, ...headers });
}

function reply({ type, body }: PageFile, headers: Readonly<Record<string, string>>): Reply {
  return { status: 200, headers: { 'Content-Type': type, ...headers }, coded: body };
}
