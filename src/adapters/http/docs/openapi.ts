import { MAX_DEPTH } from '../input/strict-json.ts';
import type { Route } from '../routing/route.ts';
import { NAME, VERSION } from '../service/product.ts';
import { ERROR_SCHEMAS } from './error-bodies.ts';
import { componentResponses } from './errors.ts';
import { componentHeaders } from './headers.ts';
import { componentSchemas } from './json-schema.ts';
import type { OpenApi, Operation } from './model.ts';
import { operation } from './operation.ts';
import { componentParameters } from './parameters.ts';

// HEAD and OPTIONS are described in words: as operations, they would give generated clients every name three times.
const ABOUT = `A task service that never loses, skips, doubles or silently overwrites anything.

There is no login: every client that reaches the service may act for any user.

\`HEAD\` works wherever \`GET\` does, and answers the same without a body. \`OPTIONS\` answers 204, with the methods of the \
path in \`Allow\`. Any other method answers 405 \`method_not_allowed\`, also with \`Allow\`, and a path that is not described \
answers 404 \`not_found\`.

Fields and parameters that are not described are ignored; a described parameter may be given only once. A body may be \
compressed (\`Content-Encoding: gzip\`, \`deflate\` or \`br\`). It holds at most 1 MiB, before and after decompression, is \
nested at most ${MAX_DEPTH} levels deep, and repeats no key within an object.`;

/** Describes routes as OpenAPI 3.1. */
export function buildOpenApi(routes: readonly Route[]): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: NAME,
      version: VERSION,
      description: ABOUT,
      contact: { name: 'The operator of this service' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The service that this description comes from.' }],
    security: [],
    tags: [
      { name: 'tasks', description: "A user's tasks. A user needs no registration." },
      { name: 'changes', description: 'The log of everything that was done: to follow, to look back, to undo.' },
      { name: 'service', description: 'The service itself.' },
    ],
    paths,
    components: {
      schemas: { ...componentSchemas(), ...ERROR_SCHEMAS },
      responses: componentResponses(routes),
      parameters: componentParameters(),
      headers: componentHeaders(),
    },
  };
}
