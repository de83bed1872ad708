import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { ErrorReply } from '../problem/problem.ts';

/** A reply with a text body, or without a body. */
type TextReply = Omit<ErrorReply, 'body'> & { readonly body?: string };

/** Sends a reply with one `writeHead`. Koa would set each header by itself, and inspect the body for its type. */
export function send(ctx: Context, reply: TextReply): void {
  sendRaw(ctx.res, reply, commonHeaders(ctx));
}

/** Sends a reply to a request that has no Koa context. */
export function sendRaw(
  response: ServerResponse,
  { status, headers, body }: TextReply,
  common: Readonly<Record<string, string>>,
): void {
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...common, ...length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Returns the headers of every reply. */
export function commonHeaders({ state }: Pick<Context, 'state'>): Record<string, string> {
  const common = { 'X-Request-Id': state.requestId, 'X-Content-Type-Options': 'nosniff' };
  return state.timing === undefined ? common : { ...common, 'Server-Timing': `${state.timing}` };
}
