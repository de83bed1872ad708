import type { Context } from 'koa';
import type { Client } from '../../../domain/access/audit-entry.ts';
import { RateLimited } from '../../../domain/access/errors.ts';
import type { CredentialChecker } from '../../../ports/credential-checker.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';
import type { OwnPages } from '../edge/own-pages.ts';
import type { Proxies } from '../edge/proxies.ts';
import { readRawBody } from '../input/json-body.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { commonHeaders, withCommon } from '../server/send.ts';
import { clientOf } from './gate.ts';
import { quotaHeaders } from './user-limit.ts';

const ACCOUNTS = '/api/auth/';
const SIGN_IN = '/api/auth/sign-in/';

/** The methods that a web `Request` can have here. The handler answers those that it does not know. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Headers of the connection or of the body as it was sent, which do not hold for the request that is handed on. */
const OF_CONNECTION =
  /^(?:connection|content-encoding|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/;

/** Answers requests about accounts. It throws the errors that the service answers as those of any other path. */
export type AccountsHandler = (request: Request, client: Client) => Promise<Response>;

interface Parts {
  readonly handle: AccountsHandler;
  /** Counts the sign-ins of an address, of which those that succeed are given back. */
  readonly signIns: RateLimiter;
  readonly checkers: readonly CredentialChecker[];
  readonly pages: OwnPages;
  readonly proxies: Proxies;
}

/** Serves the accounts below `/api/auth/`. */
export class AccountsMount {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  serves(path: string): boolean {
    return path.startsWith(ACCOUNTS);
  }

  async answer(ctx: Context): Promise<void> {
    const { req, path } = ctx;
    ctx.state.route = `${ACCOUNTS}*`;
    if (!METHODS.has(req.method ?? '')) {
      throw new HttpError('method_not_allowed', { headers: { Allow: 'GET, OPTIONS, POST' } });
    }
    this.#checkPage(ctx);
    const give = req.method === 'POST' && path.startsWith(SIGN_IN) ? await this.#takeSignIn(ctx) : () => {};
    try {
      const { handle, proxies } = this.#parts;
      const response = await handle(await webRequest(ctx, proxies), clientOf(ctx, proxies));
      if (response.status < 400 || response.status >= 500) give();
      await sendResponse(ctx, response);
    } catch (error) {
      if (errorReply(error, '').status >= 500) give();
      throw error;
    }
  }

  /** Takes a sign-in before it is tried, so that many at once cannot try more than the limit. Returns how to give it back. */
  async #takeSignIn(ctx: Context): Promise<() => void> {
    const { signIns, proxies } = this.#parts;
    const network = networkOf(proxies.origination(ctx.req).address);
    const quota = await signIns.take(network);
    if (quota.isGranted) return () => signIns.giveBack(network);
    ctx.state.headers = { ...ctx.state.headers, ...quotaHeaders('sign-in', signIns, quota) };
    throw new RateLimited(quota.reset);
  }

  /** Rejects a request of a page elsewhere. A program needs the headers of a browser only if it sends a session cookie. */
  #checkPage({ req }: Context): void {
    const { checkers, pages, proxies } = this.#parts;
    const jar = { bearer: undefined, cookie: req.headers.cookie };
    const hasSession = jar.cookie !== undefined && checkers.some((checker) => checker.recognizes(jar));
    pages.check(req.method, req.headers, proxies.origination(req).host, !hasSession);
  }
}

/** Returns an IPv4 address, or the network of an IPv6 address, of which a client has 2⁶⁴ addresses. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const zeros = Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

async function webRequest({ req: request, res }: Context, proxies: Proxies): Promise<Request> {
  const body = await readRawBody({ req: request, res });
  const { protocol, host = 'localhost' } = proxies.origination(request);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OF_CONNECTION.test(name) && !name.startsWith('x-forwarded-')) headers.set(name, [value].flat().join(', '));
  }
  const base = URL.canParse(`${protocol}://${host}`) ? `${protocol}://${host}` : `${protocol}://localhost`;
  const method = request.method === 'HEAD' ? 'GET' : (request.method as string);
  return new Request(base + request.url, { method, headers, ...(method !== 'GET' && body.length > 0 && { body }) });
}

async function sendResponse(ctx: Context, response: Response): Promise<void> {
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
