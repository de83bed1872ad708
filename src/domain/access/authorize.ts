import type { UserId } from '../identity.ts';
import type { Actor } from './actor.ts';
import { InsufficientScope, Unauthenticated, WrongUser } from './errors.ts';
import { allows, type Scope } from './scope.ts';

/** The demand of a route on its caller: nothing, any credential, or one with a scope. */
export type Access = 'public' | 'user' | Scope;

/** The user that a path names: an id, `me`, none, or something that is no id. */
export type PathUser = UserId | 'me' | undefined | 'invalid';

/**
 * Decides whether a request may go on, and as whom. It looks nothing up: any UUID is a user, so a refusal tells nothing.
 *
 * @param caller the actor of the credential; undefined without one
 * @throws Unauthenticated, WrongUser or InsufficientScope, in this order
 */
export function authorize(caller: Actor | undefined, access: Access, pathUser: PathUser): Actor | undefined {
  if (access === 'public') return undefined;
  if (caller === undefined) throw new Unauthenticated();
  if (pathUser !== undefined && pathUser !== 'me' && pathUser !== caller.user) throw new WrongUser();
  if (access !== 'user' && !allows(caller.scopes, access)) throw new InsufficientScope(access);
  return caller;
}
