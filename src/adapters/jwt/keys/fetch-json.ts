import { isKeyUrl } from '../../../../config/addresses.ts';

/** The part of the global `fetch` that is used here. Tests replace it. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** The maximum size of a response, in bytes. Key sets of large issuers, with certificates, have about 30 KB. */
const MAX_BODY = 256 * 1024;

/** The error for a response whose status is not 200. */
export class UnexpectedStatus extends Error {
  readonly status: number;

  constructor(url: URL, status: number) {
    super(`${url} answered ${status}`);
    this.status = status;
  }
}

/**
 * Fetches JSON. Does not follow redirects, because they could lead to plain HTTP.
 *
 * @throws Error if `url` is not allowed, the server cannot be reached, or the response is too large or no JSON
 * @throws UnexpectedStatus
 */
export async function fetchJson(fetch: Fetch, url: URL, signal: AbortSignal): Promise<unknown> {
  if (!isKeyUrl(url.href)) throw new Error(`${url} is neither https: nor http: to a loopback address`);
  const response = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new UnexpectedStatus(url, response.status);
  }
  const text = await readBody(response, url);
  try {
    return JSON.parse(text);
  } catch {
    // The error of JSON.parse is dropped, because it quotes the response body.
    throw new Error(`${url} answered something that is no JSON`);
  }
}

async function readBody(response: Response, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error(`${url} answered more than ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
