import type { Context } from 'koa';
import type { UserId } from '../../../domain/identity.ts';

/** The path prefix of the account endpoints. */
export const ACCOUNTS = '/api/auth/';

/** A kind of request with a limit of its own: it hashes a password, and could guess passwords or fill the database. */
export interface Costly {
  readonly name: string;
  readonly key: string;
  /** True if successful requests count, too, not only failed ones. */
  readonly countsSuccess: boolean;
}

/** Returns the kind of a costly request, else undefined. A sign-up sent by a signed-in user is not one. */
export function costlyKind({ method, path }: Context, address: string, user: UserId | undefined): Costly | undefined {
  const network = networkOf(address);
  const name = method === 'POST' ? path.slice(ACCOUNTS.length) : '';
  if (name.startsWith('sign-in/')) return { name: 'sign-in', key: network, countsSuccess: false };
  if (name.startsWith('sign-up/') && user === undefined)
    return { name: 'sign-up', key: `sign-up ${network}`, countsSuccess: true };
  // Counted per user, not per address: whoever steals a session could guess the password from many addresses.
  if (name === 'change-password' && user !== undefined)
    return { name, key: `change-password ${user}`, countsSuccess: false };
  return undefined;
}

/** Returns the network that one client may own entirely: an IPv4 address itself, or the /64 of an IPv6 address. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const zeros = Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
