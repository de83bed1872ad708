import { pipeline, Readable } from 'node:stream';
import type { Context } from 'koa';
import { commonHeaders, send, withCommon } from '../server/send.ts';
import { withWriteTimeout } from '../server/write-timeout.ts';
import { chooseCoding } from './coded-body.ts';
import { matchesIfMatch, matchesIfNoneMatch, preconditionFailed } from './etag.ts';
import type { Reply } from './route.ts';

/**
 * Sends the reply of a route. For a GET or HEAD, first checks `If-Match` and `If-None-Match` against the reply's ETag.
 *
 * @param isRead whether the request is a GET or HEAD
 * @param base the path prefix of the service
 * @throws HttpError `precondition_failed`
 */
export function sendReply(ctx: Context, reply: Reply, isRead: boolean, base: string): void {
  const { status, headers: own = {}, body, coded, stream } = reply;
  const chosen = coded && chooseCoding(ctx, coded, own);
  const headers = { ...(base === '' ? own : below(base, own)), ...chosen?.headers };
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch = '' } = isRead ? ctx.req.headers : {};
  if (ifMatch !== undefined && !matchesIfMatch(ifMatch, headers.ETag)) throw preconditionFailed(ifMatch, headers.ETag);
  const isNotModified = headers.ETag !== undefined && matchesIfNoneMatch(ifNoneMatch, headers.ETag);
  if (isNotModified || status === 304 || status === 204) {
    send(ctx, { status: isNotModified ? 304 : status, headers });
  } else if (stream !== undefined) {
    ctx.res.writeHead(status, withCommon(headers, commonHeaders(ctx)));
    if (ctx.method === 'HEAD') return void ctx.res.end();
    // If the stream or the connection fails, `pipeline` destroys both, so no client is left to report the error to.
    pipeline(Readable.from(withWriteTimeout(stream, ctx.res), { highWaterMark: 1 }), ctx.res, () => {});
  } else if (chosen !== undefined) {
    send(ctx, { status, headers, body: chosen.bytes });
  } else if (body === undefined) {
    send(ctx, { status, headers: { ...headers, 'Content-Length': '0' } });
  } else {
    const isEncoded = typeof body === 'string' || body instanceof Uint8Array;
    const content = isEncoded ? body : JSON.stringify(body);
    send(ctx, { status, headers: { 'Content-Type': 'application/json', ...headers }, body: content });
  }
}

/** Returns the headers with the path prefix of the service added to `Location` and `Link`. */
function below(base: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  const { Location: location, Link: link } = headers;
  return {
    ...headers,
    ...(location !== undefined && { Location: base + location }),
    ...(link !== undefined && { Link: link.replace('<', `<${base}`) }),
  };
}
