import { Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import * as v from 'valibot';
import type { UserId } from '../../domain/identity.ts';
import type { IdempotencyKey } from '../../ports/task-repository.ts';
import { isKnown } from './etag.ts';
import { type KeysInUse, parseKey } from './idempotency-key.ts';
import { discardBody, readBody } from './json-body.ts';
import type { Reply, Route } from './route.ts';
import { cutWhenSlow } from './slow-reader.ts';
import { MAX_DEPTH, TOO_DEEP } from './strict-json.ts';
import { type Part, parsed, parseParts, Refusal } from './validation.ts';

const JsonObject = parsed(v.unknown(), jsonObject, { type: 'object' });
const NoHeaders = v.object({});

function jsonObject(value: unknown): object {
  if (value === TOO_DEEP)
    throw new Refusal('value_error', `Value error, should be nested at most ${MAX_DEPTH} levels deep`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from');
}

type Input = Parameters<Route['handle']>[0];

/**
 * Serves a route: reads and parses what it needs, lets it handle that, and writes what it answers.
 *
 * @param stopping aborted when the service stops
 */
export function koaRoute(route: Route, keys: KeysInUse, stopping: AbortSignal): Middleware {
  const body = route.body === undefined ? undefined : v.pipe(JsonObject, route.body);
  return async (ctx) => {
    ctx.state.route = route.path;
    const parts: Part[] = [
      { loc: 'path', schema: route.params, value: ctx.params },
      { loc: 'query', schema: route.query, value: ctx.query },
      { loc: 'header', schema: route.headers ?? NoHeaders, value: ctx.headers },
    ];
    if (body === undefined) await discardBody(ctx.req);
    else parts.push({ loc: 'body', schema: body, value: await readBody(ctx.req, route.bodyType) });
    const [params, query, headers, sent] = parseParts(parts);
    const creates = ctx.headers['if-none-match'] === '*';
    const key = keyOf(ctx, [route.operationId, creates, params, query, sent]);
    const until = () => AbortSignal.any([stopping, leaving(ctx)]);
    const handle = () => route.handle({ params, query, headers, body: sent, key, until } as Input);
    const owner = (params as { user_id: UserId }).user_id;
    reply(ctx, await (key === undefined ? handle() : keys.hold(owner, key, handle)));
  };
}

/** The key of a request that changes something, if it has one. */
function keyOf(ctx: Context, request: unknown): IdempotencyKey | undefined {
  const header = ctx.headers['idempotency-key'];
  return header === undefined || isRead(ctx) ? undefined : parseKey(String(header), request);
}

function isRead({ method }: Context): boolean {
  return method === 'GET' || method === 'HEAD';
}

function leaving(ctx: Context): AbortSignal {
  const controller = new AbortController();
  ctx.res.once('close', () => controller.abort());
  return controller.signal;
}

function reply(ctx: Context, { status, headers = {}, body, stream }: Reply): void {
  const known = isRead(ctx) ? ctx.headers['if-none-match'] : undefined;
  const isUnchanged = known !== undefined && headers.ETag !== undefined && isKnown(known, headers.ETag);
  ctx.status = isUnchanged ? 304 : status;
  if (ctx.status !== 304) ctx.set('Content-Type', 'application/json');
  ctx.set(headers);
  if (ctx.status === 304) return;
  if (stream !== undefined) ctx.body = Readable.from(cutWhenSlow(stream, ctx.res), { highWaterMark: 1 });
  else ctx.body = typeof body === 'string' ? body : JSON.stringify(body);
}
