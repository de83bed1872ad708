import type { IncomingMessage, ServerResponse } from 'node:http';
import Router, { type Layer, type RouterContext } from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Logger } from 'pino';
import { docsRoutes } from '../docs/docs-routes.ts';
import type { Edge } from '../edge/edge.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { HttpError } from '../problem/problem.ts';
import { InFlightKeys } from '../routing/idempotency-key.ts';
import type { Route } from '../routing/route.ts';
import { routeHandler } from '../routing/route-handler.ts';
import type { LoadShedder } from './load-shedder.ts';
import { handleRequests, wantsProblem } from './request-pipeline.ts';
import { RequestQueue } from './request-queue.ts';
import { send } from './send.ts';

/**
 * Builds the Koa app of the service, and returns the request queue in front of the app.
 *
 * @param stopping aborts when the service stops
 */
export function createApp(
  routes: readonly Route[],
  log: Logger,
  metrics: HttpMetrics,
  loadShedder: LoadShedder,
  stopping: AbortSignal,
  edge: Edge,
): RequestQueue {
  const app = new Koa();
  const { stack } = routerOf(routes, loadShedder, stopping, edge);
  const fixed = fixedPaths(stack);
  const handle = handleRequests(log, metrics, edge, (ctx) => dispatch(ctx, candidates(stack, fixed, ctx.path), edge));
  // Replaces Koa's `app.callback()`, which is slower: it adds listeners to every response, and inspects each body.
  const serve = (request: IncomingMessage, response: ServerResponse, arrived: number) => {
    const ctx = app.createContext(request, response);
    handle(ctx, arrived).catch((error) => {
      log.error({ id: ctx.state.requestId, ...ctx.state.trace, err: error }, 'reply failed');
      response.destroy();
    });
  };
  const refuse = (request: IncomingMessage, response: ServerResponse) => {
    const mayWantProblem = request.headers.accept?.includes('problem') === true;
    const asProblem = mayWantProblem && wantsProblem(app.createContext(request, response));
    loadShedder.refuse(request, response, asProblem, edge.headersFor(request));
  };
  const queue = new RequestQueue(loadShedder, serve, refuse);
  metrics.watchWaiting(() => queue.length);
  return queue;
}

/** Returns the routes whose path another route would match, too: `/tasks/{task_id}` matches `/tasks/batch`. */
function fixedPaths(stack: readonly Layer[]): Layer[] {
  return stack.filter(({ path, name }) =>
    stack.some((other) => other.name !== name && other.regexp.test(String(path).replace(/:\w+/g, 'x'))),
  );
}

/**
 * Returns the routes that may serve a path: for `/tasks/batch` only its own routes, not those of `/tasks/{task_id}`.
 */
function candidates(stack: readonly Layer[], fixed: readonly Layer[], path: string): readonly Layer[] {
  for (const layer of fixed) if (layer.regexp.test(path)) return fixed.filter(({ name }) => name === layer.name);
  return stack;
}

/** Runs the route of a request like the router's middleware, but composes no middleware chain for each request. */
function dispatch(ctx: Context, stack: readonly Layer[], edge: Edge): unknown {
  const { path, method } = ctx;
  if (edge.accounts?.serves(path) && method !== 'OPTIONS') return edge.accounts.answer(ctx);
  for (const layer of stack) {
    const match = layer.methods.includes(method) ? layer.regexp.exec(path) : null;
    if (match === null) continue;
    ctx.params = paramsOf(layer, path, match.slice(1));
    return layer.stack[0]?.(ctx as RouterContext, async () => {});
  }
  return answerUnrouted(ctx, stack, edge);
}

/** Returns the path parameters by name. Skips the router's decoding if the path has no percent-encoding. */
function paramsOf(layer: Layer, path: string, captures: string[]): Record<string, string> {
  if (path.includes('%')) return layer.params(path, captures);
  return Object.fromEntries(layer.paramNames.map(({ name }, i) => [name, captures[i] as string]));
}

/** Returns a router for `routes` and for the documentation routes derived from `routes`. */
export function routerOf(
  routes: readonly Route[],
  loadShedder: LoadShedder,
  stopping: AbortSignal,
  edge: Edge,
): Router {
  const keys = new InFlightKeys();
  const router = new Router({ sensitive: true });
  const { basePath, publicUrl: url, gate } = edge;
  for (const route of [...routes, ...docsRoutes(routes, { basePath, url, isOpen: gate.isOpen })]) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    const middleware = routeHandler(route, keys, loadShedder, stopping, edge);
    router.register(path, [route.method.toLowerCase()], middleware, { name: route.path });
  }
  return router;
}

/**
 * Returns the user id in a path that no route matches. With this id, the access check answers 403 to other users,
 * before a 404 could reveal which routes exist.
 */
function userIn(path: string): Record<string, string> {
  const [, user] = /^\/api\/(?!auth(?:\/|$))([^/]+)/.exec(path) ?? [];
  return user === undefined ? {} : { user_id: decodeURIComponent(user) };
}

/** Answers OPTIONS, and rejects an unknown path or a method that the path does not support. */
async function answerUnrouted(ctx: Context, stack: readonly Layer[], edge: Edge): Promise<void> {
  const preflight = edge.cors.preflight(ctx.req);
  if (preflight !== undefined) return send(ctx, { status: 204, headers: preflight });
  if (edge.accounts?.serves(ctx.path)) return send(ctx, { status: 204, headers: { Allow: 'GET, OPTIONS, POST' } });
  const layers = ctx.req.url === '*' ? stack : stack.filter((layer) => layer.match(ctx.path));
  if (layers !== stack) ctx.state.route = layers[0]?.name;
  const isSecret = ctx.method !== 'OPTIONS' && ctx.path.startsWith('/api/');
  ctx.params = userIn(ctx.path);
  await edge.gate.admit(ctx, { access: isSecret ? 'user' : 'public', path: ctx.path });
  if (layers.length === 0) throw new HttpError('not_found');
  const allow = [...new Set([...layers.flatMap(({ methods }) => methods), 'OPTIONS'])].sort().join(', ');
  if (ctx.method !== 'OPTIONS') throw new HttpError('method_not_allowed', { headers: { Allow: allow } });
  send(ctx, { status: 204, headers: { Allow: allow } });
}
