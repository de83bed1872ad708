import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import { NAME, VERSION } from './product.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2563ab"/>' +
  '<path d="M8 17l5.5 5.5L24 10.5" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" ' +
  'stroke-linejoin="round"/></svg>';

/**
 * Returns the route of `/`.
 *
 * @param basePath the path prefix of the service
 * @param hasPage whether there is a page at `/app/`, to which browsers are redirected
 */
export function rootRoute(basePath = '', hasPage = false): Route {
  return route({
    ...PLAIN_GET,
    path: '/',
    operationId: 'getRoot',
    summary: 'Service name, version and links',
    description:
      'The links lead to the documentation, the OpenAPI description and the health check. A browser, which prefers ' +
      '`text/html`, is sent to the page at `/app/`.',
    mediaTypes: ['application/json', 'text/html'],
    replies: {
      200: {
        description: 'The name, the version and the links.',
        schema: v.object({
          name: v.string(),
          version: v.string(),
          docs: v.string(),
          openapi: v.string(),
          health: v.string(),
        }),
        headers: ['Vary'],
      },
      302: { description: 'The page is at `Location`.', headers: ['Location', 'Vary'] },
    },
    errors: [],
    handle({ mediaType }) {
      const headers = { Vary: 'Accept' };
      if (hasPage && mediaType === 'text/html') return { status: 302, headers: { ...headers, Location: '/app/' } };
      return {
        status: 200,
        headers,
        body: {
          name: NAME,
          version: VERSION,
          docs: `${basePath}/docs`,
          openapi: `${basePath}/openapi.json`,
          health: `${basePath}/health`,
        },
      };
    },
  });
}

/**
 * Returns the route of `/favicon.ico`, which browsers request with the first page of a site. The icon is an SVG:
 * browsers use the media type, not the file name.
 */
export function faviconRoute(): Route {
  return route({
    ...PLAIN_GET,
    path: '/favicon.ico',
    operationId: 'getFavicon',
    summary: 'The icon of the service',
    description: 'Browsers request it with the first page.',
    replies: {
      200: { description: 'An SVG image.', schema: v.string(), type: 'image/svg+xml', headers: ['Cache-Control'] },
    },
    errors: [],
    handle: () => ({
      status: 200,
      headers: { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' },
      body: ICON,
    }),
  });
}
