import type { Context } from 'koa';

/** The parameters of a media range except its weight. No media type here has parameters that a client could ask for. */
const PARAMETERS = /;\s*(?!q\s*=)[\w.-]+\s*=\s*(?:"[^"]*"|[^;,]*)/gi;

/** Returns the one of `types` that `Accept` prefers, or else the first of them (RFC 9110 section 12.5.1). */
export function preferredType(ctx: Context, types: readonly [string, ...string[]]): string {
  const { accept } = ctx.req.headers;
  if (accept !== undefined) ctx.req.headers.accept = accept.replace(PARAMETERS, '');
  return ctx.accepts(...types) || types[0];
}
