import type { HttpErrorCode } from '../problem/problem.ts';
import { MAX_URL_LENGTH } from './sanity-checks.ts';

/** An error of Node's HTTP parser, with the last bytes that the parser got, and how many of them it parsed. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** Returns whether the client broke the protocol or was too slow. Any other error means that the connection is lost. */
export function isProtocolError({ code = '' }: ParserError): boolean {
  return /^(HPE_|ERR_HTTP_)/.test(code);
}

/** Returns whether the malformed request is a HEAD. A reply to HEAD has no body, even if the reply is an error. */
export function isHead(error: ParserError): boolean {
  return headOf(error).startsWith('HEAD ');
}

export function codeOf(error: ParserError): HttpErrorCode {
  const { code } = error;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_timeout';
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body_too_large';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'bad_request';
  // Node counts the request line as a header, so a long URL overflows the headers, too.
  const [line = '', ...others] = headOf(error).split('\n');
  // A packet without a line end is the middle of a line, most likely of the request line.
  return line.length > MAX_URL_LENGTH || others.length === 0 ? 'uri_too_long' : 'headers_too_large';
}

/** Returns the head of the malformed request, as far as the last packet contains it. */
function headOf({ rawPacket, bytesParsed = 0 }: ParserError): string {
  const parsed = rawPacket?.toString('latin1', 0, bytesParsed + 1) ?? '';
  const heads = parsed.replace(/(\r?\n)+$/, '').split(/\r?\n\r?\n/);
  return heads.at(-1)?.trimStart() ?? '';
}
