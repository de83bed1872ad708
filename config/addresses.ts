import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';

/** Returns whether a host name or IP address is a loopback one, which only programs on this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(name) === 0) return /^(.*\.)?localhost$/i.test(name);
  return LOOPBACK.check(name, isIP(name) === 6 ? 'ipv6' : 'ipv4');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Parses a URL of `http:` or `https:`. Returns undefined if it is invalid, or has credentials or a fragment. */
function webUrl(text: string): URL | undefined {
  const url = /^https?:\/\/[^\s@#]+$/i.test(text) ? URL.parse(text) : null;
  return url ?? undefined;
}

/** The error text for a URL that {@link isKeyUrl} rejects. */
export const NOT_A_KEY_URL = 'must be a URL that begins with https://; http:// is for a loopback host only';

/**
 * Returns whether the keys that verify JWTs may be read from a URL. Over `http:` from another host, an attacker could
 * replace the keys.
 */
export function isKeyUrl(text: string): boolean {
  const url = webUrl(text);
  return url !== undefined && (url.protocol === 'https:' || isLoopback(url.hostname));
}

/** The schema of the URL at which browsers reach the service. The URL may have a path, and a slash at the end. */
export const publicUrl = v.pipe(
  v.string(),
  v.check(
    (text) => text === '' || webUrl(text)?.search === '',
    'must be a URL such as https://tasks.example or https://home.example/tasks, without ? and #',
  ),
  v.check(
    (text) => /^(\/[\w.~-]+)*\/?$/.test(webUrl(text)?.pathname ?? ''),
    'must be a URL whose path has letters, digits, -, ., _ and ~ only',
  ),
  v.transform((text) => webUrl(text)),
);

/** Splits a list at commas and blanks. Drops empty items. */
function itemsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '');
}

/** The schema of a list of origins. Each must have the exact form of the `Origin` header. */
export const origins = v.pipe(
  v.string(),
  v.transform(itemsOf),
  v.check(
    (items) => items.every((item) => webUrl(item)?.origin === item),
    'must be origins such as https://app.example, without a path or a trailing slash; * is not allowed',
  ),
);

/** The schema of a list of host names, in lower case and without ports. */
export const hostNames = v.pipe(
  v.string(),
  v.transform((text) => itemsOf(text.toLowerCase())),
  v.check(
    (items) => items.every((item) => /^[\w-]+(\.[\w-]+)*$/.test(item)),
    'must be host names such as tasks.example, without ports; * is not allowed',
  ),
);

/** The schema of a list of networks in CIDR notation. An address without a prefix length means only this address. */
export const networks = v.pipe(
  v.string(),
  v.transform(itemsOf),
  v.check(
    (items) => items.every(isNetwork),
    'must be networks such as 10.0.0.0/8 or fd00::/8, or addresses, of the proxies in front',
  ),
);

function isNetwork(text: string): boolean {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && !address.includes('%') && Number(prefix ?? 0) <= (version === 4 ? 32 : 128);
}
