import { type UserId, userId } from '../identity.ts';
import type { Instant } from '../instant.ts';
import { SCOPES, type Scope } from './scope.ts';

export type ActorKind = 'open' | 'session' | 'token' | 'jwt';

/** The one who makes a request, named in the same way for every kind of credential. */
export interface Actor {
  readonly user: UserId;
  readonly kind: ActorKind;
  /** The id of the session or token, or the `jti` of a JWT; never a secret. */
  readonly id: string | null;
  readonly scopes: readonly Scope[];
  /** When the credential ends by itself; null if never. */
  readonly expiresAt: Instant | null;
}

/** The user of a request in open mode whose path names none, or names `me`. */
export const LOCAL_USER = userId('00000000-0000-4000-8000-000000000001');

/** The one who makes a request in open mode: any user, without a credential. */
export function openActor(user: UserId = LOCAL_USER): Actor {
  return { user, kind: 'open', id: null, scopes: SCOPES, expiresAt: null };
}
