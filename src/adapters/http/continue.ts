import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and the response to it. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Responses whose client has been told to send the body. */
const continued = new WeakSet<ServerResponse>();

/** Tells a client that waits for it to send the body (RFC 9110 section 10.1.1). */
export function sendContinue({ req, res }: Exchange): void {
  if (!expectsContinue(req)) return;
  continued.add(res);
  res.writeContinue();
}

/** Whether a client may still wait to be told to send the body: then nothing but a body can follow on its connection. */
export function awaitsContinue({ req, res }: Exchange): boolean {
  return expectsContinue(req) && !continued.has(res);
}

/** A client of HTTP/1.0 cannot mean it. */
function expectsContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.expect !== undefined && httpVersion === '1.1' && /100-continue/i.test(headers.expect);
}
