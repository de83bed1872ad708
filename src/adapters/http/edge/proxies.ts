import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The address, protocol and host that a request had at its client, before any proxy forwarded the request. */
export interface Origination {
  /** The IP address of the client; empty if it is not known. */
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** The host and port that the client asked for; undefined if it named none. */
  readonly host: string | undefined;
}

/** The headers in which proxies name the client, host and protocol of a request that they forward. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'] as const;

const LOOPBACK = networksOf(['127.0.0.0/8', '::1']);

/** The trusted proxies. `X-Forwarded-…` headers from anyone else are ignored, because every client can send them. */
export class Proxies {
  readonly #trusted: BlockList | undefined;

  /** @param networks the addresses of trusted proxies: networks in CIDR notation, or single addresses */
  constructor(networks: readonly string[]) {
    this.#trusted = networks.length === 0 ? undefined : networksOf(networks);
  }

  origination(request: IncomingMessage): Origination {
    const { socket, headers } = request;
    const peer = plainAddress(socket.remoteAddress ?? '');
    const protocol = 'encrypted' in socket ? 'https' : 'http';
    if (this.#trusted === undefined || !isIn(this.#trusted, peer))
      return { address: peer, protocol, host: headers.host };
    const forwarded = firstOf(headers['x-forwarded-proto'])?.toLowerCase();
    return {
      address: this.#addressOf(peer, headers['x-forwarded-for']),
      protocol: forwarded === 'https' || forwarded === 'http' ? forwarded : protocol,
      host: firstOf(headers['x-forwarded-host']) ?? headers.host,
    };
  }

  /** Returns whether a client on this machine sent the request; false if an untrusted proxy has forwarded it. */
  isFromThisMachine(request: IncomingMessage): boolean {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const isTrusted = this.#trusted !== undefined && isIn(this.#trusted, peer);
    const namesClient = request.headers['x-forwarded-for'] !== undefined;
    const doubtful = isTrusted && namesClient ? (['forwarded', 'x-real-ip'] as const) : FORWARDING;
    if (doubtful.some((name) => request.headers[name] !== undefined)) return false;
    return isIn(LOOPBACK, this.origination(request).address);
  }

  /**
   * Returns the last address that is not a trusted proxy: earlier addresses in `X-Forwarded-For` may be forged. Returns
   * an empty string if a trusted proxy names no valid address, so that the proxy is not taken for the client.
   */
  #addressOf(peer: string, forwardedFor: string | string[] | undefined): string {
    if (forwardedFor === undefined) return peer;
    let address = peer;
    for (const hop of String(forwardedFor).split(',').reverse()) {
      if (this.#trusted === undefined || !isIn(this.#trusted, address)) break;
      const before = plainAddress(hop.trim());
      if (isIP(before) === 0) return '';
      address = before;
    }
    return address;
  }
}

function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}

function isIn(networks: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && networks.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** Returns an address without port, brackets and zone. Turns an IPv4-mapped IPv6 address into IPv4. */
function plainAddress(text: string): string {
  const bare = text
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  return bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function firstOf(header: string | string[] | undefined): string | undefined {
  const first = String(header ?? '')
    .split(',', 1)[0]
    ?.trim();
  return first === '' ? undefined : first;
}
