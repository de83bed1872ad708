import type { IncomingMessage } from 'node:http';
import { HttpError } from '../problem/problem.ts';

/** In characters, each a byte as it is sent. */
export const MAX_URL_LENGTH = 8 * 1024;
/** Node keeps one more than this, and drops the rest in silence. */
export const MAX_HEADERS = 100;

// RFC 9110 section 7.2: a host name or address, perhaps with a port.
const HOST = /^([\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(:\d*)?$/i;

/**
 * Refuses what Node's parser lets through but what no client should send, before anything acts upon it. What passes has
 * an address that begins with its path.
 *
 * @throws HttpError
 */
export function checkSanity(request: IncomingMessage): void {
  checkHeaders(request);
  request.url = originForm(request.url ?? '/', request.method);
}

function checkHeaders({ httpVersion, headers, rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length > 2 * MAX_HEADERS) throw new HttpError('headers_too_large');
  const hosts = countHosts(rawHeaders);
  if (hosts > 1) throw new HttpError('bad_request', { detail: 'More than one Host header' });
  if (hosts === 0 && httpVersion === '1.1') throw new HttpError('bad_request', { detail: 'No Host header' });
  if (hosts === 1 && !HOST.test(headers.host ?? ''))
    throw new HttpError('bad_request', { detail: 'Invalid Host header' });
  if (headers.expect !== undefined) checkExpect(headers.expect);
}

/** A list, which may be empty (RFC 9110 sections 5.6.1 and 10.1.1). */
function checkExpect(header: string): void {
  const expectations = header.split(',').map((each) => each.trim().toLowerCase());
  if (expectations.some((each) => each !== '' && each !== '100-continue')) throw new HttpError('expectation_failed');
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}

/** The address without scheme and host, which a client may also send as a whole (RFC 9112 section 3.2.2). */
function originForm(url: string, method: string | undefined): string {
  if (url.length > MAX_URL_LENGTH) throw new HttpError('uri_too_long');
  if (!url.includes('%') && url.startsWith('/')) return url;
  const [start = '', authority] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (authority !== undefined && !HOST.test(authority)) {
    throw new HttpError('bad_request', { detail: 'Invalid host in the address' });
  }
  const path = url.slice(start.length);
  // The server as a whole, which a proxy is asked about without a path (RFC 9112 section 3.2.4).
  if (method === 'OPTIONS' && (url === '*' || path === '')) return '*';
  if (url === '*') throw new HttpError('bad_request', { detail: 'Only OPTIONS can be sent to *' });
  try {
    decodeURIComponent(path);
  } catch {
    throw new HttpError('bad_request', { detail: 'The address is not validly percent-encoded' });
  }
  return path.startsWith('/') ? path : `/${path}`;
}
