import type { Context } from 'koa';
import { LOCAL_USER } from '../../../domain/access/actor.ts';
import type { Client } from '../../../domain/access/audit-entry.ts';
import type { Hosts } from '../edge/hosts.ts';
import type { OwnPages } from '../edge/own-pages.ts';
import type { Proxies } from '../edge/proxies.ts';
import type { Route } from '../routing/route.ts';
import { EXEMPT_PATHS } from '../server/load-shedder.ts';
import type { MetricsAccess } from './metrics-access.ts';

/** The parts of a route that decide who may use it. */
export type Guarded = Pick<Route, 'access' | 'path'>;

/** Decides whether a request may go on, before anything of it is read or looked up. */
export interface Gate {
  /** True if no credential is asked for. */
  readonly isOpen: boolean;
  readonly proxies: Proxies;
  /**
   * Checks a request, sets `ctx.state.actor` if a credential is asked for, and replaces `me` in the path by the user.
   *
   * @throws the error that refuses the request
   */
  admit(ctx: Context, route: Guarded): void | Promise<void>;
}

/** Returns who sends a request, for the audit. */
export function clientOf({ req, state }: Context, proxies: Proxies): Client {
  return {
    address: proxies.origination(req).address,
    requestId: state.requestId,
    userAgent: req.headers['user-agent'] ?? null,
  };
}

/** The gate of open mode: whoever asks acts for the user in the path, except a page of another site. */
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
      // A page can send any `X-Forwarded-Host`, and a proxy on this machine may pass it on. It cannot change `Host`.
      this.#hosts.check(own);
      this.#hosts.check(host);
    }
    this.#pages.check(req.method, req.headers, host, true);
    this.#metrics.check(req, path);
    if (params?.user_id === 'me') params.user_id = LOCAL_USER;
  }
}

/** Returns whether a path is a probe, which an orchestrator may ask for by any name. */
function isProbe(path: string): boolean {
  return path !== '/metrics' && EXEMPT_PATHS.has(path);
}
