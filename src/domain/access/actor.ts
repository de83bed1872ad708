import { type UserId, userId } from '../identity.ts';
import type { Instant } from '../instant.ts';
import { SCOPES, type Scope } from './scope.ts';

export type ActorKind = 'open' | 'session' | 'token' | 'jwt';

/** The user who makes a request, and the credential of the request, in one form for all kinds of credentials. */
export interface Actor {
  readonly user: UserId;
  readonly kind: ActorKind;
  /** The id of the session or token, or the `jti` of a JWT; never a secret. */
  readonly id: string | null;
  readonly scopes: readonly Scope[];
  /** The time at which the credential expires; null if it never expires. */
  readonly expiresAt: Instant | null;
}

/** The user of a request in open mode (without credentials) whose path names no user, or `me`. */
export const LOCAL_USER = userId('00000000-0000-4000-8000-000000000001');

/** Returns the actor of a request in open mode, where a client without a credential may act as any user. */
export function openActor(user: UserId = LOCAL_USER): Actor {
  return { user, kind: 'open', id: null, scopes: SCOPES, expiresAt: null };
}
