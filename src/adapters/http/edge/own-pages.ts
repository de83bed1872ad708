import type { IncomingHttpHeaders } from 'node:http';
import { CrossOrigin } from '../../../domain/access/errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Protects against CSRF by the headers `Sec-Fetch-Site` and `Origin`, which a page in a browser cannot forge. */
export class OwnPages {
  readonly #origins: ReadonlySet<string>;
  readonly #guests: ReadonlySet<string>;

  /**
   * @param origins origins of this service, besides the one that the `Host` of a request names
   * @param guests origins of other sites whose pages may send unsafe requests, too
   */
  constructor(origins: readonly string[], guests: readonly string[] = []) {
    this.#origins = new Set(origins);
    this.#guests = new Set(guests);
  }

  /**
   * Rejects a request with an unsafe method that a browser sends for a page of another site.
   *
   * @param host the host that the client asked for
   * @param mayBeProgram whether to accept a request with neither `Sec-Fetch-Site` nor `Origin`, as programs send
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

/** Returns whether an origin has the given host and port. Ignores the scheme, because a proxy may terminate TLS. */
function isOriginOf(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host !== '' && url.host === host?.toLowerCase();
}
