import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { ErrorReply } from '../problem/problem.ts';

/** A reply with a body of text, or with none. */
type TextReply = Omit<ErrorReply, 'body'> & { readonly body?: string };

/** Sends a reply, all of it at once. Koa would set its headers one by one, and look into the body for what it may be. */
export function send(ctx: Context, reply: TextReply): void {
  sendRaw(ctx.res, reply, commonHeaders(ctx));
}

/** The same for a request that has no context. */
export function sendRaw(
  response: ServerResponse,
  { status, headers, body }: TextReply,
  standing: Readonly<Record<string, string>>,
): void {
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...standing, ...length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** What every reply has. */
export function commonHeaders({ state }: Pick<Context, 'state'>): Record<string, string> {
  const standing = { 'X-Request-Id': state.requestId, 'X-Content-Type-Options': 'nosniff' };
  return state.timing === undefined ? standing : { ...standing, 'Server-Timing': `${state.timing}` };
}
