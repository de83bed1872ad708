import type { UserId } from '../identity.ts';
import type { Actor } from './actor.ts';
import { InsufficientScope, Unauthenticated, WrongUser } from './errors.ts';
import { allows, type Scope } from './scope.ts';

/** The credential that a route requires: none, any credential, or a credential with this scope. */
export type Access = 'public' | 'user' | Scope;

/** The user that a path names: an id, `me`, none, or something that is no id. */
export type PathUser = UserId | 'me' | undefined | 'invalid';

/**
 * Returns the actor as whom a request may run; undefined for a public route. Reads no data, so a refusal does not
 * reveal which users exist.
 *
 * @param caller the actor of the credential; undefined if the request has no credential
 * @throws Unauthenticated, WrongUser or InsufficientScope, in this order
 */
export function authorize(caller: Actor | undefined, access: Access, pathUser: PathUser): Actor | undefined {
  if (access === 'public') return undefined;
  if (caller === undefined) throw new Unauthenticated();
  if (pathUser !== undefined && pathUser !== 'me' && pathUser !== caller.user) throw new WrongUser();
  if (access !== 'user' && !allows(caller.scopes, access)) throw new InsufficientScope(access);
  return caller;
}
