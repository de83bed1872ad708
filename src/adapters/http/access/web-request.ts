import type { Context } from 'koa';
import type { Proxies } from '../edge/proxies.ts';
import { readRawBody } from '../input/json-body.ts';
import { HttpError } from '../problem/problem.ts';
import { commonHeaders, withCommon } from '../server/send.ts';

/** Headers of the connection or of the body as it was sent, which do not hold for the request that is handed on. */
const OF_CONNECTION =
  /^(?:connection|content-encoding|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/;

/**
 * Returns a request as the web `Request` that handlers of other libraries take.
 *
 * @throws HttpError `not_found` if the URL would have another path than the one that the service has checked
 */
export async function webRequest({ req: request, res, path }: Context, proxies: Proxies): Promise<Request> {
  const { protocol, host = 'localhost' } = proxies.origination(request);
  const base = URL.canParse(`${protocol}://${host}`) ? `${protocol}://${host}` : `${protocol}://localhost`;
  const url = URL.parse(base + request.url);
  // `URL` removes dot segments, also those in percent-encoding.
  if (url?.pathname !== path) throw new HttpError('not_found');
  const body = await readRawBody({ req: request, res });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OF_CONNECTION.test(name) && !name.startsWith('x-forwarded-')) headers.set(name, [value].flat().join(', '));
  }
  const method = request.method === 'HEAD' ? 'GET' : (request.method as string);
  return new Request(url, { method, headers, ...(method !== 'GET' && body.length > 0 && { body }) });
}

export async function sendResponse(ctx: Context, response: Response): Promise<void> {
  const { 'set-cookie': _, ...headers } = Object.fromEntries(response.headers);
  const body = Buffer.from(await response.arrayBuffer());
  const cookies = response.headers.getSetCookie();
  ctx.res.writeHead(response.status, {
    ...withCommon(headers, commonHeaders(ctx)),
    ...(cookies.length > 0 && { 'Set-Cookie': cookies }),
    'Content-Length': body.length,
  });
  ctx.res.end(ctx.method === 'HEAD' ? undefined : body);
}
