import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { ErrorReply } from '../problem/problem.ts';

/** A reply whose body, if any, is sent in one piece, not as a stream. */
type PlainReply = Pick<ErrorReply, 'status' | 'headers'> & { readonly body?: string | Uint8Array };

/** Sends a reply with one `writeHead`. Koa would set the headers one by one, and inspect the body for its type. */
export function send(ctx: Context, reply: PlainReply): void {
  sendRaw(ctx.res, reply, commonHeaders(ctx));
}

/** Sends a reply to a request that has no Koa context. */
export function sendRaw(
  response: ServerResponse,
  { status, headers, body }: PlainReply,
  common: Readonly<Record<string, string>>,
): void {
  const length = body === undefined ? undefined : { 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...withCommon(headers, common), ...length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

type Headers = Readonly<Record<string, string>>;

/** Merges the headers of a reply with the common headers. If both have `Vary`, the merged `Vary` lists both values. */
export function withCommon(headers: Headers, common: Headers): Headers {
  const all = { ...headers, ...common };
  return headers.Vary === undefined || common.Vary === undefined
    ? all
    : { ...all, Vary: `${headers.Vary}, ${common.Vary}` };
}

/** Returns the common headers of every reply, and the CORS, HSTS and `Server-Timing` headers of this request. */
export function commonHeaders({ state }: Pick<Context, 'state'>): Record<string, string> {
  const common = {
    'X-Request-Id': state.requestId,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  if (state.timing === undefined && state.headers === undefined) return common;
  return { ...common, ...state.headers, ...(state.timing !== undefined && { 'Server-Timing': `${state.timing}` }) };
}
