import type { Context } from 'koa';
import type { ErrorReply } from './problem.ts';

/**
 * Sends a reply, all of it at once. Koa would set its headers one by one, and look into the body for what it may be.
 *
 * @param reply with a body of text, or with none
 */
export function send(ctx: Context, { status, headers, body }: Omit<ErrorReply, 'body'> & { body?: string }): void {
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  ctx.res.writeHead(status, { ...headers, ...standingHeaders(ctx), ...length });
  ctx.res.end(ctx.method === 'HEAD' ? undefined : body);
}

/** What every reply has. */
export function standingHeaders({ state }: Context): Record<string, string> {
  const standing = { 'X-Request-Id': state.requestId, 'X-Content-Type-Options': 'nosniff' };
  return state.timing === undefined ? standing : { ...standing, 'Server-Timing': `${state.timing}` };
}
