import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { InvalidToken, Unauthenticated } from '../../../domain/access/errors.ts';
import type { Proxies } from '../edge/proxies.ts';
import { credentialsOf } from './credentials.ts';

/** Guards the metrics: by their own token, or else, unless the service is open, for clients on this machine only. */
export class MetricsAccess {
  readonly #token: Buffer | undefined;
  readonly #proxies: Proxies | undefined;

  /** @param proxies undefined in open mode, where the metrics need a token only if there is one */
  constructor(token: string | undefined, proxies: Proxies | undefined) {
    this.#token = token === undefined ? undefined : digest(token);
    this.#proxies = proxies;
  }

  /** @throws Unauthenticated or InvalidToken if the path is that of the metrics, and the request may not read them */
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

/** Returns a text of any length as bytes of one length, which can be compared in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
