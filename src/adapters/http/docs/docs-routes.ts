import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import { buildOpenApi } from './openapi.ts';
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

/** Returns routes that describe `routes` and themselves: as OpenAPI for programs, as a page for people. */
export function docsRoutes(routes: readonly Route[]): Route[] {
  const docs = [
    docsRoute('/openapi.json', 'getOpenApi', 'Describe the service, as OpenAPI 3.1', DESCRIPTION, () => description),
    docsRoute('/docs', 'getDocs', 'Describe the service, as a page to read', HTML, () => page),
    docsRoute('/redoc', 'getRedoc', 'The same page, where FastAPI has it too', HTML, () => page),
  ];
  const openapi = buildOpenApi([...routes, ...docs]);
  // Some programs drop invisible characters, which one pattern has, from text that they pass on.
  const description = JSON.stringify(openapi, null, 2).replace(/\p{Default_Ignorable_Code_Point}/gu, escaped);
  const page = renderPage(openapi);
  return docs;
}

/** Writes a character as JSON escapes of its UTF-16 units. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Nothing may be loaded but the icon: the page is whole. */
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
    description: 'It is made from the routes when the service starts, so it describes what is served.',
    replies: { 200: { description: 'The description.', ...body, headers: ['Content-Security-Policy'] } },
    errors: [],
    handle: () => ({
      status: 200,
      headers: { 'Content-Type': body.type, 'Content-Security-Policy': POLICY },
      body: text(),
    }),
  });
}
