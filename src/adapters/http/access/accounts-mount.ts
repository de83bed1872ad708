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

/** The methods that are passed to the accounts handler. Any other method is answered here with 405. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Handles account requests, such as sign-in. Errors that it throws become error replies as on any other path. */
export type AccountsHandler = (request: Request, client: Client) => Promise<Response>;

interface Parts {
  readonly handle: AccountsHandler;
  /** Limits failed sign-ins per client IP address; also, counted separately, sign-ups and password changes. */
  readonly signIns: RateLimiter;
  /** Limits the requests of users with a session. */
  readonly limit: UserLimit;
  readonly checkers: readonly CredentialChecker[];
  readonly pages: OwnPages;
  readonly proxies: Proxies;
}

/** Serves the account endpoints below `/api/auth/`: checks each request, limits costly ones, then calls the handler. */
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
    // Reads the whole body before the request takes from the quota of attempts. So a client that sends its body slowly
    // does not keep other clients at the same address waiting.
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
   * Checks the session cookie if there is one, then the origin of the request, then the user's rate limit.
   *
   * @returns the user of the session; undefined without a valid session
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

  /** Counts a costly request before the handler runs. Returns a function to call afterwards with the reply's status. */
  async #take(ctx: Context, { name, key, countsSuccess }: Costly): Promise<(status: number) => void> {
    const { quota, end } = await this.#attempts.take(key);
    if (quota.isGranted) return (status) => end(status < 500 && (countsSuccess || status >= 400));
    ctx.state.headers = { ...ctx.state.headers, ...quotaHeaders(name, this.#attempts.limiter, quota) };
    throw new RateLimited(quota.reset);
  }

  /** Rejects a request from a page of another site (CSRF). Without a session cookie, `Origin` may be missing. */
  #checkPage({ req }: Context): void {
    const { checkers, pages, proxies } = this.#parts;
    const jar = { bearer: undefined, cookie: req.headers.cookie };
    const hasSession = jar.cookie !== undefined && checkers.some((checker) => checker.recognizes(jar));
    pages.check(req.method, req.headers, proxies.origination(req).host, !hasSession);
  }
}
