import * as v from 'valibot';
import { type Route, route } from '../route.ts';
import { describe } from './openapi.ts';
import { renderPage } from './page.ts';

/** The description of `routes` and of these routes themselves: for programs, and as a page for people. */
export function docsRoutes(routes: readonly Route[]): Route[] {
  const docs = [
    docsRoute(
      '/openapi.json',
      'getOpenApi',
      'Describe the service, as OpenAPI 3.1',
      'application/json',
      () => description,
    ),
    docsRoute('/docs', 'getDocs', 'Describe the service, as a page to read', 'text/html; charset=utf-8', () => page),
    docsRoute('/redoc', 'getRedoc', 'The same page, where FastAPI has it too', 'text/html; charset=utf-8', () => page),
  ];
  const openapi = describe([...routes, ...docs]);
  const description = JSON.stringify(openapi, null, 2);
  const page = renderPage(openapi);
  return docs;
}

/** Nothing may be loaded but the icon: the page is whole. */
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function docsRoute(path: string, operationId: string, summary: string, type: string, text: () => string): Route {
  return route({
    method: 'GET',
    path,
    operationId,
    summary,
    tag: 'service',
    params: v.object({}),
    query: v.object({}),
    body: undefined,
    replies: { 200: { description: 'The description.' } },
    errors: [],
    handle: () => ({
      status: 200,
      headers: { 'Content-Type': type, 'Content-Security-Policy': POLICY },
      body: text(),
    }),
  });
}
