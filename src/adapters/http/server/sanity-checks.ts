import type { IncomingMessage } from 'node:http';
import { HttpError } from '../problem/problem.ts';

/** The maximum length of a URL, in bytes. */
export const MAX_URL_LENGTH = 8 * 1024;
/** The maximum number of headers. Node keeps one header more, which reveals the excess, and silently drops the rest. */
export const MAX_HEADERS = 100;

// A host name or address, with an optional port (RFC 9110 section 7.2).
const HOST = /^([\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(:\d*)?$/i;

/**
 * Rejects invalid requests that Node's parser accepts. Afterwards the URL is in origin form: it begins with the path.
 *
 * @throws HttpError if the request is invalid
 */
export function checkSanity(request: IncomingMessage): void {
  checkHeaders(request);
  request.url = originForm(request.url ?? '/', request.method);
}

function checkHeaders({ httpVersion, headers, rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length > 2 * MAX_HEADERS) throw new HttpError('headers_too_large');
  const hosts = rawHeaders.filter(
    (name, i) => i % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host',
  ).length;
  if (hosts > 1) throw new HttpError('bad_request', { detail: 'More than one Host header' });
  if (hosts === 0 && httpVersion === '1.1') throw new HttpError('bad_request', { detail: 'No Host header' });
  if (hosts === 1 && !HOST.test(headers.host ?? ''))
    throw new HttpError('bad_request', { detail: 'Invalid Host header' });
  if (headers.expect !== undefined) checkExpect(headers.expect);
}

/** Checks the header `Expect`, whose value is a list that may be empty (RFC 9110 sections 5.6.1 and 10.1.1). */
function checkExpect(header: string): void {
  const expectations = header.split(',').map((each) => each.trim().toLowerCase());
  if (expectations.some((each) => each !== '' && each !== '100-continue')) throw new HttpError('expectation_failed');
}

/** Returns the URL in origin form: without the scheme and host of the absolute form (RFC 9112 section 3.2.2). */
function originForm(url: string, method: string | undefined): string {
  if (url.length > MAX_URL_LENGTH) throw new HttpError('uri_too_long');
  if (!url.includes('%') && url.startsWith('/')) return url;
  const [start = '', authority] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (authority !== undefined && !HOST.test(authority)) {
    throw new HttpError('bad_request', { detail: 'Invalid host in the URL' });
  }
  const path = url.slice(start.length);
  // `OPTIONS *` asks about the whole server. In absolute form it is a URL without a path (RFC 9112 section 3.2.4).
  if (method === 'OPTIONS' && (url === '*' || path === '')) return '*';
  if (url === '*') throw new HttpError('bad_request', { detail: 'Only OPTIONS can be sent to *' });
  try {
    decodeURIComponent(path);
  } catch {
    throw new HttpError('bad_request', { detail: 'Invalid percent-encoding in the URL' });
  }
  return path.startsWith('/') ? path : `/${path}`;
}
