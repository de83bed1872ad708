import { isLoopback } from '../../../config/addresses.ts';
import { SESSION_COOKIE } from './auth.ts';

const COOKIE = new RegExp(`(?:^|;)\\s*${SESSION_COOKIE}=`);

/** Returns whether a `Cookie` header has a session cookie. */
export function hasSessionCookie(cookie: string | undefined): cookie is string {
  return cookie !== undefined && COOKIE.test(cookie);
}

/**
 * Returns those `Set-Cookie` headers that set the session cookie. For http on a loopback host, removes `Secure` from
 * them, because some browsers reject `Secure` cookies there.
 *
 * @param url the URL under which browsers reach the service
 */
export function sessionCookies(headers: Headers, url: URL): string[] {
  const cookies = headers.getSetCookie().filter((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
  if (url.protocol === 'https:' || !isLoopback(url.hostname)) return cookies;
  return cookies.map((cookie) => cookie.replace('; Secure', ''));
}
