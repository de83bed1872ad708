import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2563ab"/>' +
  '<path d="M8 17l5.5 5.5L24 10.5" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" ' +
  'stroke-linejoin="round"/></svg>';

/** Browsers request the icon with the first page of a site. They go by its media type, not by its name. */
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
