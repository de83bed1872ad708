import type { Context } from 'koa';

/** Parameters of a media range, but for its weight: what is served here has none that a client could mean. */
const PARAMETERS = /;\s*(?!q\s*=)[\w.-]+\s*=\s*(?:"[^"]*"|[^;,]*)/gi;

/** The one of these media types that the client prefers, or the first (RFC 9110 section 12.5.1). */
export function preferredType(ctx: Context, types: readonly [string, ...string[]]): string {
  const { accept } = ctx.req.headers;
  if (accept !== undefined) ctx.req.headers.accept = accept.replace(PARAMETERS, '');
  return ctx.accepts(...types) || types[0];
}
