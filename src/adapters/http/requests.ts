import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { StoreError } from '../../ports/store.ts';
import { errorReply } from './problem.ts';

// Visible ASCII: safe in a header, in a log and on a terminal.
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Names each request, by the client's `X-Request-Id` where it sent one, and writes one line about it to the log. */
export function logRequests(log: Logger): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    const given = ctx.get('X-Request-Id');
    const id = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.state.requestId = id;
    ctx.set('X-Request-Id', id);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.res.once('close', () => {
      const ms = Math.round((performance.now() - start) * 10) / 10;
      const { statusCode, headersSent, writableFinished } = ctx.res;
      const status = headersSent ? statusCode : null;
      const line = { id, method: ctx.method, route: ctx.state.route ?? null, status, ms };
      log.info(writableFinished ? line : { ...line, aborted: true }, 'request');
    });
    await next();
  };
}

/** Answers whatever is thrown, and tells the log what the client is not told. */
export function answerErrors(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The client left while it was sending: there is nobody to answer.
      if (ctx.req.destroyed && !ctx.req.complete) return;
      const { requestId } = ctx.state;
      const asProblem = ctx.accepts('application/json', 'application/problem+json') === 'application/problem+json';
      const reply = errorReply(error, requestId, asProblem);
      if (error instanceof StoreError) log.warn({ id: requestId, code: error.code, err: error.cause }, 'store failed');
      else if (reply.status >= 500) log.error({ id: requestId, err: error }, 'request failed');
      ctx.status = reply.status;
      ctx.set({ ...reply.headers });
      ctx.body = reply.body;
    }
  };
}
