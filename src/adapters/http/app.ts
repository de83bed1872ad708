import Router from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import type { Logger } from 'pino';
import { docsRoutes } from './docs/docs.ts';
import { KeysInUse } from './idempotency-key.ts';
import { koaRoute } from './koa-route.ts';
import { HttpError } from './problem.ts';
import { handleRequests } from './requests.ts';
import type { Route } from './route.ts';
import { send } from './send.ts';

/**
 * The service over HTTP: `routes`, and the description of them.
 *
 * @param stopping aborted when the service stops
 */
export function createApp(routes: readonly Route[], log: Logger, stopping: AbortSignal): Koa {
  const app = new Koa();
  // A connection that breaks comes here too, marked as past answering; the request's line in the log says so already.
  app.on('error', (error: Error & { headerSent?: boolean }) => {
    if (!error.headerSent) log.error({ err: error }, 'request failed');
  });
  app.use(handleRequests(log));
  app.use(routerOf([...routes, ...docsRoutes(routes)], stopping).routes() as Middleware);
  app.use(answerUnrouted);
  return app;
}

function routerOf(routes: readonly Route[], stopping: AbortSignal): Router {
  const keys = new KeysInUse();
  const router = new Router({ sensitive: true });
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.method.toLowerCase()], koaRoute(route, keys, stopping), { name: route.path });
  }
  return router;
}

/** What no route took: a path that there is not, a method that this path has not, or a question for its methods. */
function answerUnrouted(ctx: Context): void {
  const layers = (ctx.matched ?? []) as { name: string; methods: string[] }[];
  if (layers.length === 0) throw new HttpError('not_found');
  ctx.state.route = layers[0]?.name;
  const allow = [...new Set([...layers.flatMap(({ methods }) => methods), 'OPTIONS'])].sort().join(', ');
  if (ctx.method !== 'OPTIONS') throw new HttpError('method_not_allowed', { headers: { Allow: allow } });
  send(ctx, { status: 204, headers: { Allow: allow } });
}
