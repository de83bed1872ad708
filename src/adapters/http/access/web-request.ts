import type { Context } from 'koa';
import type { Proxies } from '../edge/proxies.ts';
import { readRawBody } from '../input/json-body.ts';
import { HttpError } from '../problem/problem.ts';
import { commonHeaders, withCommon } from '../server/send.ts';

/** The headers that are not copied to the web `Request`, because they describe the connection or the encoded body. */
const OF_CONNECTION =
  /^(?:connection|content-encoding|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/;

/**
 * Converts a Node request to a web `Request` (Fetch API), which handlers of other libraries take.
 *
 * @throws HttpError `not_found` if URL normalization changes the path, because only the original path was checked
 */
export async function webRequest({ req: request, res, path }: Context, proxies: Proxies): Promise<Request> {
  const { protocol, host = 'localhost' } = proxies.origination(request);
  const base = URL.canParse(`${protocol}://${host}`) ? `${protocol}://${host}` : `${protocol}://localhost`;
  const url = URL.parse(base + request.url);
  // `URL` resolves dot segments such as `..` and `%2e%2e`, so its path may differ from the checked path.
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
