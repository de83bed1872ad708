import { isIP } from 'node:net';
import { HostNotAllowed } from '../../../domain/access/errors.ts';

/**
 * The hosts that a request may name in open mode. A page elsewhere can make its own host name lead to this machine (DNS
 * rebinding), and a browser then takes this service for a part of that page's site. Its `Host` tells.
 */
export class Hosts {
  readonly #names: ReadonlySet<string>;
  /** The host that was allowed last: most requests name the same. */
  #last: string | undefined;

  /** @param names besides loopback names and IP addresses, in lower case and without ports */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** @throws HostNotAllowed */
  check(host: string | undefined): void {
    if (host === this.#last || host === undefined) return;
    if (!this.#isAllowed(host)) throw new HostNotAllowed();
    this.#last = host;
  }

  #isAllowed(host: string): boolean {
    const name = host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
    return /^(?:.*\.)?localhost$/.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || this.#names.has(name);
  }
}
