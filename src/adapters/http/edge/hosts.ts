import { isIP } from 'node:net';
import { HostNotAllowed } from '../../../domain/access/errors.ts';

/**
 * The values of `Host` that are allowed in open mode, where no credentials are needed. The check stops DNS rebinding: a
 * foreign site whose host name resolves to this machine would be same-origin with this service.
 */
export class Hosts {
  readonly #names: ReadonlySet<string>;
  /** The host that was allowed last. Most requests repeat this host, and so skip the check. */
  #last: string | undefined;

  /** @param names allowed hosts besides loopback names and IP addresses, in lower case and without ports */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** @throws HostNotAllowed if the host is not a loopback name, an IP address or one of the allowed names */
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
