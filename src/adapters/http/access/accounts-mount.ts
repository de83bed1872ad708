import type { Context } from 'koa';
import type { Client } from '../../../domain/access/audit-entry.ts';
import { InvalidToken, RateLimited } from '../../../domain/access/errors.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { CredentialChecker } from '../../../ports/credential-checker.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';
import type { OwnPages } from '../edge/own-pages.ts';
import type { Proxies } from '../edge/proxies.ts';
import { errorReply, HttpError } from '../problem/problem.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { ACCOUNTS, type Costly, costlyKind } from './costly-request.ts';
import { clientOf } from './gate.ts';
import { identify } from './identify.ts';
import { quotaHeaders, type UserLimit } from './user-limit.ts';
import { sendResponse, webRequest } from './web-request.ts';

/** The methods that a web `Request` can have here. The handler answers those that it does not know. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Answers requests about accounts. It throws the errors that the service answers as those of any other path. */
export type AccountsHandler = (request: Request, client: Client) => Promise<Response>;

interface Parts {
  readonly handle: AccountsHandler;
  /** Counts the sign-ins of an address that fail. Sign-ups and changes of passwords have counts of their own. */
  readonly signIns: RateLimiter;
  /** Limits the requests of users with a session. */
  readonly limit: UserLimit;
  readonly checkers: readonly CredentialChecker[];
  readonly pages: OwnPages;
  readonly proxies: Proxies;
}

/** Serves the accounts below `/api/auth/`. */
export class AccountsMount {
  readonly #parts: Parts;
  readonly #attempts: AttemptLimit;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#attempts = new AttemptLimit(parts.signIns);
  }

  serves(path: string): boolean {
    return path.startsWith(ACCOUNTS);
  }

  async answer(ctx: Context): Promise<void> {
    ctx.state.route = `${ACCOUNTS}*`;
    if (!METHODS.has(ctx.method)) {
      throw new HttpError('method_not_allowed', { headers: { Allow: 'GET, OPTIONS, POST' } });
    }
    const { handle, proxies } = this.#parts;
    const client = clientOf(ctx, proxies);
    const user = await this.#admit(ctx, client);
    // The whole body arrives first, so that a slow client holds no attempt.
    const request = await webRequest(ctx, proxies);
    const costly = costlyKind(ctx, client.address, user);
    const end = costly === undefined ? () => {} : await this.#take(ctx, costly);
    let status = 500;
    try {
      const response = await handle(request, client);
      status = response.status;
      await sendResponse(ctx, response);
    } catch (error) {
      status = errorReply(error, '').status;
      throw error;
    } finally {
      end(status);
    }
  }

  /**
   * Checks the session if there is one, then the page that sends the request, then the user's limit.
   *
   * @returns the user of the session; undefined without a session, or after its end
   */
  async #admit(ctx: Context, client: Client): Promise<UserId | undefined> {
    const { checkers, limit } = this.#parts;
    const jar = { bearer: undefined, cookie: ctx.req.headers.cookie };
    const identity = await identify(checkers, jar, client).catch((error) => {
      if (!(error instanceof InvalidToken)) throw error;
    });
    const caller = identity?.actor;
    ctx.state.caller = caller;
    const taken = caller && (await limit.take(caller.user));
    if (taken !== undefined) ctx.state.headers = { ...ctx.state.headers, ...taken.headers };
    this.#checkPage(ctx);
    if (taken?.quota.isGranted === false) throw new RateLimited(taken.quota.reset);
    return caller?.user;
  }

  /** Takes an attempt before it is tried. Returns how to end it, by the status of its reply. */
  async #take(ctx: Context, { name, key, countsSuccess }: Costly): Promise<(status: number) => void> {
    const { quota, end } = await this.#attempts.take(key);
    if (quota.isGranted) return (status) => end(status < 500 && (countsSuccess || status >= 400));
    ctx.state.headers = { ...ctx.state.headers, ...quotaHeaders(name, this.#attempts.limiter, quota) };
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
