import type { Context } from 'koa';
import type { Logger } from 'pino';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { Edge } from '../edge/edge.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { createRequestLog } from '../observability/request-log.ts';
import { ServerTiming } from '../observability/server-timing.ts';
import { parseTraceparent } from '../observability/trace-context.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { preferredType } from '../routing/media-type.ts';
import { requestId } from './request-id.ts';
import { checkSanity } from './sanity-checks.ts';
import { send } from './send.ts';

/**
 * Returns a function that every request runs through: it sets the request id, answers errors, counts the request, and
 * logs one line about it.
 *
 * @param next answers the request, or throws
 * @returns a function of a request and the time when it arrived, by `performance.now()`
 */
export function handleRequests(
  log: Logger,
  metrics: HttpMetrics,
  edge: Edge,
  next: (ctx: Context) => unknown,
): (ctx: Context, start: number) => Promise<void> {
  const logRequest = createRequestLog(log);
  return async (ctx, start) => {
    const { traceparent, 'server-timing': timing } = ctx.req.headers;
    if (typeof traceparent === 'string') ctx.state.trace = parseTraceparent(traceparent);
    if (timing !== undefined) ctx.state.timing = new ServerTiming(start);
    ctx.state.requestId = requestId(ctx.req.headers);
    ctx.state.headers = edge.headersFor(ctx.req);
    metrics.begin();
    ctx.res.once('close', () => endRequest(ctx, performance.now() - start, metrics, logRequest));
    try {
      checkSanity(ctx.req);
      ctx.req.url = edge.withoutBase(ctx.req.url as string);
      await next(ctx);
    } catch (error) {
      metrics.failed(error);
      answerError(ctx, error, log, edge);
    }
  };
}

function endRequest(
  { state, method, res }: Context,
  duration: number,
  metrics: HttpMetrics,
  logRequest: ReturnType<typeof createRequestLog>,
): void {
  const { requestId: id, trace, route = null } = state;
  const status = res.headersSent ? res.statusCode : null;
  metrics.end(method, state.route, status, duration);
  const ms = Math.round(duration * 10) / 10;
  logRequest({ id, trace, method, route, status, ms, isAborted: !res.writableFinished });
}

/** The statuses of refused requests, which are recorded in the audit. */
const REFUSALS = new Set([401, 403, 429]);

/** Sends the reply to an error. The cause of the error goes to the log only. */
function answerError(ctx: Context, error: unknown, log: Logger, edge: Edge): void {
  // The client disconnected before it had sent the whole request.
  if (ctx.req.destroyed && !ctx.req.complete) return;
  const id = ctx.state.requestId;
  const ids = { id, ...ctx.state.trace };
  const reply = errorReply(error, id, wantsProblem(ctx), edge.basePath);
  if (REFUSALS.has(reply.status)) edge.refused(ctx, reply.code, error);
  if (error instanceof StoreError) log.warn({ ...ids, code: error.code, err: error.cause }, 'store failed');
  // An HttpError, such as the 503 of a probe, is not logged as an error: its reply has all details.
  else if (reply.status >= 500 && !(error instanceof HttpError)) log.error({ ...ids, err: error }, 'request failed');
  send(ctx, reply);
}

/** Returns whether a client prefers errors as problem details (RFC 9457). */
export function wantsProblem(ctx: Context): boolean {
  return preferredType(ctx, ['application/json', 'application/problem+json']) === 'application/problem+json';
}
