import type { Actor } from '../../domain/access/actor.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import { SCOPES } from '../../domain/access/scope.ts';
import { userId } from '../../domain/identity.ts';
import { instant } from '../../domain/instant.ts';
import type { CredentialChecker, Credentials } from '../../ports/credential-checker.ts';
import type { Accounts } from './accounts.ts';
import { findSession } from './auth.ts';
import { hasSessionCookie } from './session-cookie.ts';

/** Checks session cookies. Each check reads the session from the database, so a sign-out takes effect at once. */
export class SessionChecker implements CredentialChecker {
  readonly #accounts: Accounts;

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  recognizes({ cookie }: Credentials): boolean {
    return hasSessionCookie(cookie);
  }

  async check({ cookie = '' }: Credentials): Promise<Actor> {
    const found = await findSession(this.#accounts.auth, cookie);
    if (found === undefined) throw new InvalidToken('the session has ended');
    const { session, user } = found;
    const expiresAt = instant(session.expiresAt.getTime());
    return { user: userId(user.id), kind: 'session', id: session.id, scopes: SCOPES, expiresAt };
  }
}
