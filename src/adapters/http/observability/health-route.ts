import * as v from 'valibot';
import type { StoreLifecycle } from '../../../ports/store-lifecycle.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';

export function healthRoute(store: StoreLifecycle): Route {
  return route({
    ...PLAIN_GET,
    path: '/health',
    operationId: 'getHealth',
    summary: 'Tell whether the service can do its work',
    description: 'Asks the database a real question.',
    replies: {
      200: {
        description: 'It can.',
        schema: v.object({ status: v.literal('healthy'), database: v.literal('connected') }),
      },
    },
    errors: STORE_ERRORS,
    async handle() {
      await store.check();
      return { status: 200, body: { status: 'healthy', database: 'connected' } };
    },
  });
}
