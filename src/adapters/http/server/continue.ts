import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and the response to it. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * Sends `100 Continue` if the client waits for it before sending the body (RFC 9110 section 10.1.1). HTTP/1.0 has no
 * `100 Continue`. If a client expected `100 Continue` and gets only the reply, Node closes the connection.
 */
export function sendContinue({ req, res }: Exchange): void {
  const { headers, httpVersion } = req;
  if (httpVersion === '1.1' && /100-continue/i.test(headers.expect ?? '')) res.writeContinue();
}
