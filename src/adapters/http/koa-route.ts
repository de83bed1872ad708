import type { Middleware } from 'koa';
import * as v from 'valibot';
import { discardBody, readJson } from './json-body.ts';
import type { Route } from './route.ts';
import { MAX_DEPTH, TOO_DEEP } from './strict-json.ts';
import { type Part, parsed, parseParts, Refusal } from './validation.ts';

const JsonObject = parsed(v.unknown(), jsonObject, { type: 'object' });

function jsonObject(value: unknown): object {
  if (value === TOO_DEEP)
    throw new Refusal('value_error', `Value error, should be nested at most ${MAX_DEPTH} levels deep`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from');
}

/** Serves a route: reads and parses what it needs, lets it handle that, and writes what it answers. */
export function koaRoute(route: Route): Middleware {
  const body = route.body === undefined ? undefined : v.pipe(JsonObject, route.body);
  return async (ctx) => {
    ctx.state.route = route.path;
    const parts: Part[] = [
      { loc: 'path', schema: route.params, value: ctx.params },
      { loc: 'query', schema: route.query, value: ctx.query },
    ];
    if (body === undefined) await discardBody(ctx.req);
    else parts.push({ loc: 'body', schema: body, value: await readJson(ctx.req) });
    const [params, query, sent] = parseParts(parts);
    const reply = await route.handle({ params, query, body: sent } as Parameters<Route['handle']>[0]);
    ctx.status = reply.status;
    ctx.set({ 'Content-Type': 'application/json', ...reply.headers });
    ctx.body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  };
}
