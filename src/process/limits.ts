import type { Config } from '../../config/env.ts';
import type { Policy } from '../adapters/limits/window-counter.ts';

/** The number of sign-ins that may fail from one IP address, and the length of the time window. */
const SIGN_IN: Policy = { requests: 10, seconds: 60 };

/** Returns the rate limits of the service, by name. Open mode (without credentials) has none. */
export function limitsOf({ auth, rateLimit }: Config): Partial<Record<'user' | 'sign-in', Policy>> {
  if (auth.mode === 'open') return {};
  return {
    ...(rateLimit !== undefined && { user: rateLimit }),
    ...(auth.accounts !== undefined && { 'sign-in': SIGN_IN }),
  };
}
