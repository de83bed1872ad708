import type { JWTPayload } from 'jose';
import { v5 as uuid5 } from 'uuid';
import type { Actor } from '../../domain/access/actor.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import { SCOPES, type Scope } from '../../domain/access/scope.ts';
import { InvalidValue } from '../../domain/errors.ts';
import { type UserId, userId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import type { JwtSettings } from './jwt-settings.ts';

/** The last instant, in seconds since 1970. */
const MAX_SECONDS = 8.64e12;

/**
 * Returns the actor of a verified token.
 *
 * @throws InvalidToken if a claim has no meaning for the service
 */
export function actorOfClaims(claims: JWTPayload, { issuer, userClaim }: JwtSettings): Actor {
  return {
    user: userOf(claims[userClaim], issuer),
    kind: 'jwt',
    id: idOf(claims.jti),
    scopes: scopesOf([...words(claims.scope), ...words(claims.scp)]),
    expiresAt: expiryOf(claims.exp),
  };
}

/** Returns a UUID as it is, and the same UUID for the same other name at the same issuer (RFC 9562 section 5.5). */
function userOf(name: unknown, issuer: string): UserId {
  // Names with different lone surrogates would become one user, because UTF-8 has no lone surrogates.
  if (typeof name !== 'string' || name === '' || !name.isWellFormed()) throw new InvalidToken('names no user');
  try {
    return userId(name);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return userId(uuid5(name, uuid5(issuer, uuid5.URL)));
  }
}

/** Returns null for an id that the log of changes cannot store: the issuer chooses the text. */
function idOf(jti: unknown): string | null {
  return typeof jti === 'string' && /^[\x21-\x7e]{1,255}$/.test(jti) ? jti : null;
}

/** Returns the scopes of the service among `names`; all of them if there are none, because the issuer knows none. */
function scopesOf(names: readonly unknown[]): readonly Scope[] {
  const scopes = SCOPES.filter((scope) => names.includes(scope));
  return scopes.length === 0 ? SCOPES : scopes;
}

/** Returns the elements of a claim that is a list, or a text with spaces (RFC 8693 section 4.2). */
function words(claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim;
  return typeof claim === 'string' ? claim.split(' ') : [];
}

function expiryOf(exp: number | undefined): Instant {
  if (exp === undefined || Math.abs(exp) > MAX_SECONDS) throw new InvalidToken('invalid exp');
  return instant(Math.floor(exp * 1000));
}
