import { pipeline, Readable } from 'node:stream';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import type { Context } from 'koa';
import * as v from 'valibot';
import type { UserId } from '../../../domain/identity.ts';
import { PreconditionFailed } from '../../../domain/tasks/precondition.ts';
import { discardBody, readBody } from '../input/json-body.ts';
import { MAX_DEPTH, TOO_DEEP } from '../input/strict-json.ts';
import { FieldError, type Part, parseParts, parseWith } from '../input/validation.ts';
import { entityTag } from '../problem/problem.ts';
import type { LoadShedder } from '../server/load-shedder.ts';
import { commonHeaders, send } from '../server/send.ts';
import { withWriteTimeout } from '../server/write-timeout.ts';
import { matchesIfMatch, matchesIfNoneMatch, preconditionFailed } from './etag.ts';
import { type InFlightKeys, parseKey } from './idempotency-key.ts';
import { preferredType } from './media-type.ts';
import type { Reply, Route } from './route.ts';

const JsonObject = parseWith(v.unknown(), jsonObject, { type: 'object' });

function jsonObject(value: unknown): object {
  if (value === TOO_DEEP)
    throw new FieldError('value_error', `Value error, should be nested at most ${MAX_DEPTH} levels deep`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new FieldError('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from');
}

type Input = Parameters<Route['handle']>[0];

/**
 * Serves a route: reads and parses what it needs, lets it handle that, and sends what it answers.
 *
 * @param stopping aborted when the service stops
 */
export function routeHandler(
  route: Route,
  keys: InFlightKeys,
  loadShedder: LoadShedder,
  stopping: AbortSignal,
): RouterMiddleware {
  const parse = parserOf(route);
  const isRead = route.method === 'GET';
  return async (ctx) => {
    ctx.state.route = route.path;
    const { headers: all } = ctx.req;
    const sent = route.body === undefined ? await discardBody(ctx) : await readBody(ctx, route.bodyType);
    ctx.state.timing?.read();
    const { path: params, query, header: headers, body } = parse(ctx, sent);
    const name = isRead ? undefined : all['idempotency-key'];
    const request = [route.operationId, all['if-none-match'] === '*', params, query, body];
    const key = name === undefined ? undefined : parseKey(String(name), request);
    const entered = loadShedder.enter(ctx.req);
    const leave = entered instanceof Promise ? await entered : entered;
    const signal = () => {
      // It may wait for what is to come, and is not worked on meanwhile.
      leave();
      return AbortSignal.any([stopping, leaving(ctx)]);
    };
    const mediaType = route.mediaTypes && preferredType(ctx, route.mediaTypes);
    const input = { params, query, headers, body, key, signal, mediaType } as Input;
    try {
      if (key === undefined) return reply(ctx, await route.handle(input), isRead);
      const owner = (params as { user_id: UserId }).user_id;
      reply(ctx, await keys.run(owner, key, () => route.handle(input)), isRead);
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      throw preconditionFailed(all['if-match'], error.current && entityTag(error.current.version));
    } finally {
      leave();
    }
  };
}

type Parsed = Record<Part['loc'], unknown>;

/** Makes what parses a request for a route. Where the route asks for nothing, nothing is looked at. */
function parserOf(route: Route): (ctx: RouterContext, sent: unknown) => Parsed {
  const body = route.body && v.pipe(JsonObject, route.body);
  const [hasQuery, hasHeaders] = [hasFields(route.query), hasFields(route.headers)];
  return (ctx, sent) => {
    const parts: Part[] = [{ loc: 'path', schema: route.params, value: ctx.params }];
    if (hasQuery) parts.push({ loc: 'query', schema: route.query, value: ctx.query });
    if (hasHeaders) parts.push({ loc: 'header', schema: route.headers as v.GenericSchema, value: ctx.req.headers });
    if (body !== undefined) parts.push({ loc: 'body', schema: body, value: sent });
    return { path: NOTHING, query: NOTHING, header: NOTHING, body: undefined, ...parseParts(parts) };
  };
}

const NOTHING = Object.freeze({});

function hasFields(schema: Route['headers']): boolean {
  return schema !== undefined && Object.keys(schema.entries).length > 0;
}

/**
 * A signal that is aborted when a client has left. A client that closes its sending side may have: it is answered at once,
 * with what there is, as nothing but an answer tells whether it still listens.
 */
function leaving({ req: { socket }, res }: Context): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (socket.readableEnded) abort();
  socket.once('end', abort);
  res.once('close', () => {
    socket.off('end', abort);
    abort();
  });
  return controller.signal;
}

function reply(ctx: Context, { status, headers = {}, body, stream }: Reply, isRead: boolean): void {
  const { 'if-match': wanted } = ctx.req.headers;
  if (isRead && wanted !== undefined && !matchesIfMatch(wanted, headers.ETag))
    throw preconditionFailed(wanted, headers.ETag);
  const known = isRead ? ctx.req.headers['if-none-match'] : undefined;
  const isUnchanged = known !== undefined && headers.ETag !== undefined && matchesIfNoneMatch(known, headers.ETag);
  if (isUnchanged || status === 304) {
    send(ctx, { status: 304, headers });
  } else if (stream !== undefined) {
    ctx.res.writeHead(status, { ...headers, ...commonHeaders(ctx) });
    if (ctx.method === 'HEAD') return void ctx.res.end();
    // Should either end break, both are ended; there is nobody left to tell.
    pipeline(Readable.from(withWriteTimeout(stream, ctx.res), { highWaterMark: 1 }), ctx.res, () => {});
  } else {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    send(ctx, { status, headers: { 'Content-Type': 'application/json', ...headers }, body: text });
  }
}
