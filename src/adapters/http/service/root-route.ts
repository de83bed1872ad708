import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import { NAME, VERSION } from './product.ts';

export function rootRoute(): Route {
  return route({
    ...PLAIN_GET,
    path: '/',
    operationId: 'getRoot',
    summary: 'Service name, version and links',
    description: 'The links lead to the documentation, the OpenAPI description and the health check.',
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
      },
    },
    errors: [],
    handle() {
      return {
        status: 200,
        body: { name: NAME, version: VERSION, docs: '/docs', openapi: '/openapi.json', health: '/health' },
      };
    },
  });
}
