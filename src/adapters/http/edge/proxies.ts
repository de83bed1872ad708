import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** A request as its client sent it, before proxies passed it on. */
export interface Origination {
  /** The IP address of the client; empty if it is not known. */
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** The host and port that the client asked for; undefined if it named none. */
  readonly host: string | undefined;
}

/** The headers by which proxies tell where a request comes from. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'] as const;

const LOOPBACK = networksOf(['127.0.0.0/8', '::1']);

/** The proxies in front of the service. Only their `X-Forwarded-…` headers count: anybody can send such headers. */
export class Proxies {
  readonly #trusted: BlockList | undefined;

  /** @param networks in CIDR notation, or single addresses */
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

  /** Returns whether a client on this machine sent the request, and no proxy that is not trusted passed it on. */
  isFromThisMachine(request: IncomingMessage): boolean {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const isTrusted = this.#trusted !== undefined && isIn(this.#trusted, peer);
    const namesClient = request.headers['x-forwarded-for'] !== undefined;
    const doubtful = isTrusted && namesClient ? (['forwarded', 'x-real-ip'] as const) : FORWARDING;
    if (doubtful.some((name) => request.headers[name] !== undefined)) return false;
    return isIn(LOOPBACK, this.origination(request).address);
  }

  /**
   * Returns the last address that no trusted proxy has: those before it may be made up. It is empty if a trusted proxy
   * names a client that is no address: the address of the proxy would pass for the client's.
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

/** Returns an address without a port, brackets and zone, and an IPv4 address without its mapping to IPv6. */
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
