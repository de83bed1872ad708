import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import { buildOpenApi, type Described } from './openapi.ts';
import { DOCS_POLICY, docsAssets } from './page/assets.ts';
import { renderPage } from './page/page.ts';

const HTML = { type: 'text/html; charset=utf-8', schema: v.string() };
const [object, list] = [v.object({}), v.array(v.object({}))];
const DESCRIPTION = {
  type: 'application/json',
  schema: v.object({
    openapi: v.string(),
    ...{ info: object, servers: list, security: list, tags: list, paths: object, components: object },
  }),
};

/** Returns the routes of the OpenAPI description and its HTML page. Both describe `routes` and the returned routes. */
export function docsRoutes(routes: readonly Route[], service: Described = { basePath: '', isOpen: true }): Route[] {
  const docs = [
    docsRoute('/openapi.json', 'getOpenApi', 'OpenAPI 3.1 description', DESCRIPTION, () => description),
    docsRoute('/docs', 'getDocs', 'API documentation', HTML, () => page),
    docsRoute('/redoc', 'getRedoc', 'API documentation, at the second address that FastAPI has', HTML, () => page),
  ];
  const openapi = buildOpenApi([...routes, ...docs], service);
  // Escapes invisible characters, which a schema's `pattern` may contain, because some programs drop them from text.
  const description = JSON.stringify(openapi, null, 2).replace(/\p{Default_Ignorable_Code_Point}/gu, escaped);
  const { basePath, isOpen, url = `http://127.0.0.1:8000${basePath}` } = service;
  const page = renderPage(openapi, { basePath, isOpen, url, assets: docsAssets() });
  return docs;
}

/** Returns a character as JSON escapes of its UTF-16 code units, such as `\ud834\udd73`. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The Content-Security-Policy of `/openapi.json`, which loads nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

function docsRoute(
  path: string,
  operationId: string,
  summary: string,
  body: { readonly type: string; readonly schema: v.GenericSchema },
  text: () => string,
): Route {
  return route({
    ...PLAIN_GET,
    path,
    operationId,
    summary,
    description: 'Derived from the routes when the service starts, so it matches them.',
    replies: { 200: { description: 'The documentation.', ...body, headers: ['Content-Security-Policy'] } },
    errors: [],
    handle: () => ({
      status: 200,
      headers: {
        'Content-Type': body.type,
        'Content-Security-Policy': body === HTML ? DOCS_POLICY : DATA_POLICY,
      },
      body: text(),
    }),
  });
}
