import type { Context } from 'koa';
import type { Logger } from 'pino';
import { StoreError } from '../../../ports/store-lifecycle.ts';
import type { HttpMetrics } from '../observability/http-metrics.ts';
import { ServerTiming } from '../observability/server-timing.ts';
import { parseTraceparent } from '../observability/trace-context.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { preferredType } from '../routing/media-type.ts';
import { requestId } from './request-id.ts';
import { checkSanity } from './sanity-checks.ts';
import { send } from './send.ts';

/**
 * What happens to every request: it gets a name, the client's `X-Request-Id` where there is one; whatever is thrown is
 * answered; and it is counted, and one line about it goes to the log.
 *
 * @param next answers it, or throws
 * @returns takes a request, and when it arrived, on the clock of `performance.now()`
 */
export function handleRequests(
  log: Logger,
  metrics: HttpMetrics,
  next: (ctx: Context) => unknown,
): (ctx: Context, start: number) => Promise<void> {
  return async (ctx, start) => {
    const { traceparent, 'server-timing': asked } = ctx.req.headers;
    if (typeof traceparent === 'string') ctx.state.trace = parseTraceparent(traceparent);
    if (asked !== undefined) ctx.state.timing = new ServerTiming(start);
    ctx.state.requestId = requestId(ctx.req.headers);
    metrics.begin();
    ctx.res.once('close', () => endRequest(ctx, performance.now() - start, log, metrics));
    try {
      checkSanity(ctx.req);
      await next(ctx);
    } catch (error) {
      metrics.failed(error);
      answerError(ctx, error, log);
    }
  };
}

function endRequest({ state, method, res }: Context, took: number, log: Logger, metrics: HttpMetrics): void {
  const ms = Math.round(took * 10) / 10;
  const status = res.headersSent ? res.statusCode : null;
  metrics.end(method, state.route, status, took);
  const line = { id: state.requestId, ...state.trace, method, route: state.route ?? null, status, ms };
  log.info(res.writableFinished ? line : { ...line, aborted: true }, 'request');
}

/** Answers what was thrown, and tells the log what the client is not told. */
function answerError(ctx: Context, error: unknown, log: Logger): void {
  // The client left while it was sending: there is nobody to answer.
  if (ctx.req.destroyed && !ctx.req.complete) return;
  const id = ctx.state.requestId;
  const about = { id, ...ctx.state.trace };
  const reply = errorReply(error, id, wantsProblem(ctx));
  if (error instanceof StoreError) log.warn({ ...about, code: error.code, err: error.cause }, 'store failed');
  // What HTTP itself refuses, such as a probe, has told its cause to the client.
  else if (reply.status >= 500 && !(error instanceof HttpError)) log.error({ ...about, err: error }, 'request failed');
  send(ctx, reply);
}

/** Whether a client prefers errors in the form of RFC 9457. */
export function wantsProblem(ctx: Context): boolean {
  return preferredType(ctx, ['application/json', 'application/problem+json']) === 'application/problem+json';
}
