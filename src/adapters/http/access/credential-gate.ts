import type { Context } from 'koa';
import { authorize, type PathUser } from '../../../domain/access/authorize.ts';
import { RateLimited } from '../../../domain/access/errors.ts';
import { userId } from '../../../domain/identity.ts';
import type { CredentialChecker } from '../../../ports/credential-checker.ts';
import type { OwnPages } from '../edge/own-pages.ts';
import type { Proxies } from '../edge/proxies.ts';
import type { CredentialWatch } from './credential-watch.ts';
import { credentialsOf } from './credentials.ts';
import { clientOf, type Gate, type Guarded } from './gate.ts';
import { type Identity, identify } from './identify.ts';
import type { MetricsAccess } from './metrics-access.ts';
import type { UserLimit } from './user-limit.ts';

/** The objects that the gate uses: credential checkers, the rate limit per user, and the watch over open streams. */
interface Guards {
  readonly checkers: readonly CredentialChecker[];
  readonly limit: UserLimit;
  readonly watch: CredentialWatch;
}

/** The access check in required mode, in which every request needs a credential, except those to public routes. */
export class CredentialGate implements Gate {
  readonly isOpen = false;
  readonly proxies: Proxies;
  readonly #pages: OwnPages;
  readonly #metrics: MetricsAccess;
  readonly #guards: Guards;

  constructor(proxies: Proxies, pages: OwnPages, metrics: MetricsAccess, guards: Guards) {
    this.proxies = proxies;
    this.#pages = pages;
    this.#metrics = metrics;
    this.#guards = guards;
  }

  /** Checks credential, user in the path, rate limit and scope. Clients rely on this order if several checks fail. */
  async admit(ctx: Context, { access, path }: Guarded): Promise<void> {
    const { req, params, state } = ctx;
    if (access === 'public') return this.#metrics.check(req, path);
    const identity = await this.#identify(ctx);
    const caller = identity?.actor;
    state.caller = caller;
    const taken = caller && (await this.#guards.limit.take(caller.user));
    if (taken !== undefined) state.headers = { ...state.headers, ...taken.headers };
    // The origin (CSRF) is checked only for session cookies: browsers add a cookie to requests of any page, but never a
    // bearer token.
    if (identity !== undefined && identity.credentials.bearer === undefined)
      this.#pages.check(req.method, req.headers, this.proxies.origination(req).host, false);
    const pathUser = pathUserOf(params?.user_id);
    // The rate limit (429) is checked after the user in the path (403), and before the scope (403).
    authorize(caller, 'user', pathUser);
    if (taken?.quota.isGranted === false) throw new RateLimited(taken.quota.reset);
    const actor = authorize(caller, access, pathUser);
    state.actor = actor;
    if (pathUser === 'me' && actor !== undefined) params.user_id = actor.user;
  }

  async #identify(ctx: Context): Promise<Identity | undefined> {
    const { req, state } = ctx;
    const client = clientOf(ctx, this.proxies);
    const identity = await identify(this.#guards.checkers, credentialsOf(req), client);
    if (identity === undefined) return undefined;
    state.watch = (ended: AbortSignal) => this.#guards.watch.watch(identity, client, ended);
    return identity;
  }
}

function pathUserOf(text: string | undefined): PathUser {
  if (text === undefined || text === 'me') return text;
  try {
    return userId(text);
  } catch {
    return 'invalid';
  }
}
