import type { Context } from 'koa';
import type { UserId } from '../../../domain/identity.ts';

/** The path of the accounts. */
export const ACCOUNTS = '/api/auth/';

/** A kind of request that takes the time of a password's hash, and that guesses a password or fills the database. */
export interface Costly {
  readonly name: string;
  readonly key: string;
  /** True if a request that succeeds counts, too. */
  readonly countsSuccess: boolean;
}

/** Returns undefined for a request that takes no hash. The user's limit is enough for an administrator's sign-ups. */
export function costlyKind({ method, path }: Context, address: string, user: UserId | undefined): Costly | undefined {
  const network = networkOf(address);
  const name = method === 'POST' ? path.slice(ACCOUNTS.length) : '';
  if (name.startsWith('sign-in/')) return { name: 'sign-in', key: network, countsSuccess: false };
  if (name.startsWith('sign-up/') && user === undefined)
    return { name: 'sign-up', key: `sign-up ${network}`, countsSuccess: true };
  // Guesses of a thief of the session come from many addresses, so they count by user.
  if (name === 'change-password' && user !== undefined)
    return { name, key: `change-password ${user}`, countsSuccess: false };
  return undefined;
}

/** Returns an IPv4 address, or the network of an IPv6 address, of which a client has 2⁶⁴ addresses. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const zeros = Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
