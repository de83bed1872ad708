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
import { SECURITY_SCHEMES } from './security.ts';

// The OpenAPI description omits HEAD and OPTIONS. Otherwise a generated client would have three functions for each GET.
const ABOUT = `A task service that never loses, skips, doubles or silently overwrites anything.

A request to \`/api\` needs a credential, unless the service runs in open mode: a bearer token (an API token or a JWT), or \
the cookie of a session. In open mode every client that reaches the service can act for any user. \`me\` in a path stands \
for the user of the credential.

\`HEAD\` answers like \`GET\`, without a body. \`OPTIONS\` answers 204 with the methods of the path in \`Allow\`. Any other \
method answers 405 \`method_not_allowed\`, also with \`Allow\`. An unknown path answers 404 \`not_found\`.

Unknown fields and parameters are ignored. A known parameter may be given only once. A body may be compressed \
(\`Content-Encoding: gzip\`, \`deflate\` or \`br\`). Its limits are 1 MiB, before and after decompression, and ${MAX_DEPTH} \
levels of nesting. An object must not repeat a key.`;

/** The settings of the service that the documentation depends on. */
export interface Described {
  /** The path prefix of the service; empty for the root. */
  readonly basePath: string;
  /** True in open mode, which needs no credentials. */
  readonly isOpen: boolean;
  /** The public URL of the service, without a slash at the end, if known. */
  readonly url?: string | undefined;
}

/** Returns the OpenAPI 3.1 description of all routes, except routes that serve files of the page. */
export function buildOpenApi(all: readonly Route[], { basePath, isOpen }: Described): OpenApi {
  const routes = all.filter(({ isFile }) => isFile !== true);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, isOpen) };
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
    servers: [{ url: `${basePath}/`, description: 'The service that serves this description.' }],
    security: [],
    tags: [
      { name: 'tasks', description: "A user's tasks. A user needs no registration." },
      { name: 'changes', description: 'The log of all changes: follow it, read the history of a task, undo a change.' },
      { name: 'access', description: 'Who you are, your API tokens, and what happened to your access.' },
      { name: 'service', description: 'Documentation, probes and metrics of the service.' },
    ],
    paths,
    components: {
      schemas: { ...componentSchemas(), ...ERROR_SCHEMAS },
      responses: componentResponses(routes),
      parameters: componentParameters(),
      headers: componentHeaders(),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}
