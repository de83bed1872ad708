import { isKeyUrl } from '../../../../config/addresses.ts';

/** As the global `fetch`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** The most that is read of an answer, in bytes. Key sets of large issuers with certificates take 30 KB. */
const MAX_BODY = 256 * 1024;

/** The server answered with another status than 200. */
export class UnexpectedStatus extends Error {
  readonly status: number;

  constructor(url: URL, status: number) {
    super(`${url} answered ${status}`);
    this.status = status;
  }
}

/**
 * Fetches JSON. It follows no redirect, which could lead to plain HTTP.
 *
 * @throws Error with a cause if `url` is not allowed, the server cannot be reached, or the answer is no JSON
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
    // The error of JSON.parse quotes the body.
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
