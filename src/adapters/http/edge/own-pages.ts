import type { IncomingHttpHeaders } from 'node:http';
import { CrossOrigin } from '../../../domain/access/errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Tells the pages of this service from those of other sites. A page cannot forge the headers that browsers send. */
export class OwnPages {
  readonly #origins: ReadonlySet<string>;
  readonly #guests: ReadonlySet<string>;

  /**
   * @param origins whose pages count as this service's, besides those of the `Host` of a request
   * @param guests origins of other sites whose pages may send unsafe requests, too
   */
  constructor(origins: readonly string[], guests: readonly string[] = []) {
    this.#origins = new Set(origins);
    this.#guests = new Set(guests);
  }

  /**
   * Rejects an unsafe request that a browser sends for a page of another site.
   *
   * @param host that the client asked for
   * @param mayBeProgram whether a request without the headers of browsers is let through
   * @throws CrossOrigin
   */
  check(
    method: string | undefined,
    headers: IncomingHttpHeaders,
    host: string | undefined,
    mayBeProgram: boolean,
  ): void {
    const { 'sec-fetch-site': site, origin } = headers;
    if (mayBeProgram && site === undefined && origin === undefined) return;
    if (SAFE_METHODS.has(method ?? '')) return;
    if (origin !== undefined && this.#guests.has(origin)) return;
    const isOwnOrigin = () => origin !== undefined && (this.#origins.has(origin) || isOriginOf(origin, host));
    const isOwn = site === undefined ? isOwnOrigin() : site === 'same-origin' || site === 'none';
    if (!isOwn) throw new CrossOrigin();
  }
}

/** Returns whether an origin has a host. Its scheme is not compared, because a proxy may end TLS. */
function isOriginOf(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host !== '' && url.host === host?.toLowerCase();
}
