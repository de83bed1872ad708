import * as v from 'valibot';
import project from '../../../../package.json' with { type: 'json' };
import { PLAIN_GET, type Route, route } from '../routing/route.ts';

export const NAME = 'Taskport';
export const VERSION = project.version;

export function rootRoute(): Route {
  return route({
    ...PLAIN_GET,
    path: '/',
    operationId: 'getRoot',
    summary: 'Tell what this is, and where to go on',
    description: 'A start for those who know nothing but the address.',
    replies: {
      200: {
        description: 'Name, version and addresses.',
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
