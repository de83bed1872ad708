import type { Context } from 'koa';

/** Matches all parameters of a media range but `q`. They are ignored, because no media type here has parameters. */
const PARAMETERS = /;\s*(?!q\s*=)[\w.-]+\s*=\s*(?:"[^"]*"|[^;,]*)/gi;

/** Returns the media type in `types` that `Accept` prefers, by default the first (RFC 9110 section 12.5.1). */
export function preferredType(ctx: Context, types: readonly [string, ...string[]]): string {
  const { accept } = ctx.req.headers;
  if (accept !== undefined) ctx.req.headers.accept = accept.replace(PARAMETERS, '');
  return ctx.accepts(...types) || types[0];
}
