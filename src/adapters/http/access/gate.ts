import type { Context } from 'koa';
import { LOCAL_USER } from '../../../domain/access/actor.ts';
import type { Client } from '../../../domain/access/audit-entry.ts';
import type { Hosts } from '../edge/hosts.ts';
import type { OwnPages } from '../edge/own-pages.ts';
import type { Proxies } from '../edge/proxies.ts';
import type { Route } from '../routing/route.ts';
import { EXEMPT_PATHS } from '../server/load-shedder.ts';
import type { MetricsAccess } from './metrics-access.ts';

/** The properties of a route that the access check needs. */
export type Guarded = Pick<Route, 'access' | 'path'>;

/** The access check of every request. It runs before the body is read and before the handler of the route. */
export interface Gate {
  /** True in open mode, which needs no credentials. */
  readonly isOpen: boolean;
  readonly proxies: Proxies;
  /**
   * Checks a request. Replaces the user `me` in the path with the user's id. In required mode, sets `ctx.state.actor`.
   *
   * @throws an error with code and status if the request is refused
   */
  admit(ctx: Context, route: Guarded): void | Promise<void>;
}

/** Returns the client's address and user agent, and the request id, for the audit. */
export function clientOf({ req, state }: Context, proxies: Proxies): Client {
  return {
    address: proxies.origination(req).address,
    requestId: state.requestId,
    userAgent: req.headers['user-agent'] ?? null,
  };
}

/** The access check in open mode: any client may act for any user, except pages of other sites. */
export class OpenGate implements Gate {
  readonly isOpen = true;
  readonly proxies: Proxies;
  readonly #hosts: Hosts;
  readonly #pages: OwnPages;
  readonly #metrics: MetricsAccess;

  constructor(proxies: Proxies, hosts: Hosts, pages: OwnPages, metrics: MetricsAccess) {
    this.proxies = proxies;
    this.#hosts = hosts;
    this.#pages = pages;
    this.#metrics = metrics;
  }

  admit(ctx: Context, { path }: Guarded): void {
    const { req, params } = ctx;
    const { host: own, 'x-forwarded-host': forwarded } = req.headers;
    const host = forwarded === undefined ? own : this.proxies.origination(req).host;
    if (!isProbe(path)) {
      // Checks `Host` even if there is an `X-Forwarded-Host`. A page of another site can send a forged
      // `X-Forwarded-Host`, which a trusted proxy may pass on, but it cannot forge `Host`.
      this.#hosts.check(own);
      this.#hosts.check(host);
    }
    this.#pages.check(req.method, req.headers, host, true);
    this.#metrics.check(req, path);
    if (params?.user_id === 'me') params.user_id = LOCAL_USER;
  }
}

/** Returns whether a path is that of a health probe. Orchestrators may send probes with any `Host`. */
function isProbe(path: string): boolean {
  return path !== '/metrics' && EXEMPT_PATHS.has(path);
}
