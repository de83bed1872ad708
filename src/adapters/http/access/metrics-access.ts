import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidToken, Unauthenticated } from '../../../domain/access/errors.ts';
import type { Proxies } from '../edge/proxies.ts';
import { credentialsOf } from './credentials.ts';

/**
 * The access check of `/metrics`. Requires METRICS_TOKEN if it is set. Otherwise allows every client in open mode, and
 * only clients on this machine in required mode.
 */
export class MetricsAccess {
  readonly #token: Buffer | undefined;
  readonly #proxies: Proxies | undefined;

  /** @param proxies used to find clients on this machine; undefined in open mode */
  constructor(token: string | undefined, proxies: Proxies | undefined) {
    this.#token = token === undefined ? undefined : digest(token);
    this.#proxies = proxies;
  }

  /** @throws Unauthenticated or InvalidToken if the path is `/metrics` and the request may not read the metrics */
  check(request: IncomingMessage, path: string): void {
    if (path !== '/metrics' || request.method === 'OPTIONS') return;
    if (this.#token === undefined) {
      if (this.#proxies !== undefined && !this.#proxies.isFromThisMachine(request)) throw new Unauthenticated();
      return;
    }
    const { bearer } = credentialsOf(request);
    if (bearer === undefined) throw new Unauthenticated();
    if (!timingSafeEqual(digest(bearer), this.#token)) throw new InvalidToken('Not the METRICS_TOKEN');
  }
}

/** Returns a hash of the text. Hashes have equal lengths, which `timingSafeEqual` requires. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
