import type { Config } from '../../config/env.ts';
import type { Policy } from '../adapters/limits/window-counter.ts';

/** How many sign-ins may fail from one address. */
const SIGN_IN: Policy = { requests: 10, seconds: 60 };

/** Returns the limits that a service has, by name. */
export function limitsOf({ auth, rateLimit }: Config): Partial<Record<'user' | 'sign-in', Policy>> {
  if (auth.mode === 'open') return {};
  return {
    ...(rateLimit !== undefined && { user: rateLimit }),
    ...(auth.accounts !== undefined && { 'sign-in': SIGN_IN }),
  };
}
