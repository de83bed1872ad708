import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and the response to it. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * Tells a client that waits for it to send the body (RFC 9110 section 10.1.1). A response without this before it closes the
 * connection, as Node sees to it. A client of HTTP/1.0 cannot wait.
 */
export function sendContinue({ req, res }: Exchange): void {
  const { headers, httpVersion } = req;
  if (httpVersion === '1.1' && /100-continue/i.test(headers.expect ?? '')) res.writeContinue();
}
