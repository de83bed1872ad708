import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** The response to a GET; `status` is 0 if no response came. */
export interface Fetched {
  readonly status: number;
  readonly text: string;
  /** The time from sending the request to the end of the response, or to the failure, in milliseconds. */
  readonly took: number;
}

/** Sends a GET on a new connection; never throws. */
export async function fetchOnce(url: string, timeoutMs = 10_000): Promise<Fetched> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Fetched>();
  const settle = (status: number, text: string) => resolve({ status, text, took: performance.now() - started });
  const outgoing = request(url, { agent: false });
  const timer = setTimeout(() => outgoing.destroy(new Error('no reply before the timeout')), timeoutMs);
  outgoing.on('error', (error) => settle(0, String(error)));
  outgoing.on('response', (incoming) => {
    text(incoming).then(
      (body) => settle(incoming.statusCode ?? 0, body),
      (error) => settle(0, String(error)),
    );
  });
  outgoing.end();
  const fetched = await promise;
  clearTimeout(timer);
  return fetched;
}
