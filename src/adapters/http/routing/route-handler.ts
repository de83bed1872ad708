import type { RouterContext, RouterMiddleware } from '@koa/router';
import type { Context } from 'koa';
import * as v from 'valibot';
import { type Actor, openActor } from '../../../domain/access/actor.ts';
import type { UserId } from '../../../domain/identity.ts';
import { PreconditionFailed } from '../../../domain/tasks/precondition.ts';
import { clientOf } from '../access/gate.ts';
import type { Edge } from '../edge/edge.ts';
import { discardBody, readBody } from '../input/json-body.ts';
import { MAX_DEPTH, TOO_DEEP } from '../input/strict-json.ts';
import { FieldError, NOT_AN_OBJECT, type Part, parseParts, parseWith } from '../input/validation.ts';
import type { LoadShedder } from '../server/load-shedder.ts';
import { entityTag, preconditionFailed } from './etag.ts';
import { type InFlightKeys, parseKey } from './idempotency-key.ts';
import { preferredType } from './media-type.ts';
import type { Route } from './route.ts';
import { sendReply } from './send-reply.ts';

const JsonObject = parseWith(v.unknown(), jsonObject, { type: 'object' });

function jsonObject(value: unknown): object {
  if (value === TOO_DEEP)
    throw new FieldError('value_error', `Value error, should be nested at most ${MAX_DEPTH} levels deep`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw NOT_AN_OBJECT;
}

type Input = Parameters<Route['handle']>[0];

/**
 * Returns middleware that serves a route: it reads and parses the request, calls `handle`, and sends the reply.
 *
 * @param stopping aborts when the service stops
 */
export function routeHandler(
  route: Route,
  keys: InFlightKeys,
  loadShedder: LoadShedder,
  stopping: AbortSignal,
  edge: Edge,
): RouterMiddleware {
  const parse = parserOf(route);
  const bodyFields = Object.keys(route.body?.entries ?? {});
  const isRead = route.method === 'GET';
  return async (ctx) => {
    ctx.state.route = route.path;
    const admitted = edge.gate.admit(ctx, route);
    if (admitted !== undefined) await admitted;
    const { 'idempotency-key': keyHeader, 'if-match': ifMatch } = ctx.req.headers;
    const json =
      route.body === undefined
        ? await discardBody(ctx)
        : await readBody(ctx, route.bodyType ?? 'application/json', bodyFields);
    ctx.state.timing?.read();
    const { path: params, query, header: headers, body } = parse(ctx, json);
    const flag = route.fingerprintFlag?.(headers as Input['headers']) ?? false;
    const request = [route.operationId, flag, params, query, body];
    const key = isRead || keyHeader === undefined ? undefined : parseKey(String(keyHeader), request);
    const entered = loadShedder.enter(ctx.req);
    const leave = entered instanceof Promise ? await entered : entered;
    const signal = () => {
      // Gives up the request's share of the capacity: a long poll or event stream that waits for changes needs none.
      leave();
      const ended = AbortSignal.any([stopping, disconnectSignal(ctx)]);
      return ctx.state.watch === undefined ? ended : AbortSignal.any([ended, ctx.state.watch(ended)]);
    };
    const mediaType = route.mediaTypes && preferredType(ctx, route.mediaTypes);
    const actor = ctx.state.actor ?? openActorOf(route, params);
    const client = () => clientOf(ctx, edge.gate.proxies);
    const input = { params, query, sent: ctx.query, headers, body, key, actor, client, signal, mediaType } as Input;
    try {
      if (key === undefined) return sendReply(ctx, await route.handle(input), isRead, edge.basePath);
      const owner = (params as { user_id?: UserId }).user_id ?? (actor as Actor).user;
      sendReply(ctx, await keys.run(owner, key, () => route.handle(input)), isRead, edge.basePath);
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      throw preconditionFailed(ifMatch, error.current && entityTag(error.current.version));
    } finally {
      leave();
    }
  };
}

/** Returns the actor of a request in open mode: the user whom the path names. */
function openActorOf({ access }: Route, params: unknown): Actor | undefined {
  if (access === 'public') return undefined;
  return openActor((params as { user_id?: UserId }).user_id);
}

type Parsed = Record<Part['loc'], unknown>;

const NOTHING = Object.freeze({});

/** Returns a function that parses the parts of a request for which the route has a schema, and ignores the others. */
function parserOf({ params, query, headers, body }: Route): (ctx: RouterContext, json: unknown) => Parsed {
  const bodySchema = body && v.pipe(JsonObject, body);
  return (ctx, json) => {
    const parts: Part[] = [];
    if (params !== undefined) parts.push({ loc: 'path', schema: params, value: ctx.params });
    if (query !== undefined) parts.push({ loc: 'query', schema: query, value: ctx.query });
    if (headers !== undefined) parts.push({ loc: 'header', schema: headers, value: ctx.req.headers });
    if (bodySchema !== undefined) parts.push({ loc: 'body', schema: bodySchema, value: json });
    return { path: NOTHING, query: NOTHING, header: NOTHING, body: undefined, ...parseParts(parts) };
  };
}

/**
 * Returns a signal that aborts when the client disconnects or half-closes its connection. A client that has half-closed
 * the connection may be gone. Only an attempt to send the reply shows whether it is, so a long poll or stream must end.
 */
function disconnectSignal({ req: { socket }, res }: Context): AbortSignal {
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
