import type { Context } from 'koa';

/** A body in each coding that clients may accept (RFC 9110 section 8.4), compressed before the first request. */
export interface CodedBody {
  readonly identity: Uint8Array;
  readonly br: Uint8Array;
  readonly gzip: Uint8Array;
}

/** The codings of a {@link CodedBody}, best compression first. The service uses the first one that a client accepts. */
const CODINGS = ['br', 'gzip'] as const;

/** Returns the body in the best coding that the client accepts, and the headers that depend on the coding. */
export function chooseCoding(
  ctx: Context,
  body: CodedBody,
  { ETag: etag }: Readonly<Record<string, string>>,
): { readonly bytes: Uint8Array; readonly headers: Record<string, string> } {
  const coding = CODINGS.find((name) => ctx.acceptsEncodings(name) === name);
  const vary = { Vary: 'Accept-Encoding' };
  if (coding === undefined) return { bytes: body.identity, headers: vary };
  // A strong entity tag names bytes, so each coding has its own (RFC 9110 section 8.8.3.3).
  const tag = etag === undefined ? {} : { ETag: etag.replace(/"$/, `.${coding}"`) };
  return { bytes: body[coding], headers: { ...vary, ...tag, 'Content-Encoding': coding } };
}
