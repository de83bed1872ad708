import type { JWTPayload } from 'jose';
import { v5 as uuid5 } from 'uuid';
import type { Actor } from '../../domain/access/actor.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import { SCOPES, type Scope } from '../../domain/access/scope.ts';
import { InvalidValue } from '../../domain/errors.ts';
import { type UserId, userId } from '../../domain/identity.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import type { JwtSettings } from './jwt-settings.ts';

/** The latest time that a `Date` can represent, in seconds since 1970. */
const MAX_SECONDS = 8.64e12;

/**
 * Converts the claims of a verified token to an actor.
 *
 * @throws InvalidToken if the claims name no valid user or have an invalid `exp`
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

/** Returns the user id: the name itself if it is a UUID, else a UUIDv5 of issuer and name (RFC 9562 section 5.5). */
function userOf(name: unknown, issuer: string): UserId {
  // Lone surrogates are rejected: encoded as UTF-8 they all become U+FFFD, so different names would get one UUID.
  if (typeof name !== 'string' || name === '' || !name.isWellFormed()) throw new InvalidToken('names no user');
  try {
    return userId(name);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return userId(uuid5(name, uuid5(issuer, uuid5.URL)));
  }
}

/** Returns the token id (`jti`), or null if it is missing or the change log could not store it. */
function idOf(jti: unknown): string | null {
  return typeof jti === 'string' && /^[\x21-\x7e]{1,255}$/.test(jti) ? jti : null;
}

/** Returns the scopes of this service in `names`; all scopes if `names` has none, as the issuer then assigns none. */
function scopesOf(names: readonly unknown[]): readonly Scope[] {
  const scopes = SCOPES.filter((scope) => names.includes(scope));
  return scopes.length === 0 ? SCOPES : scopes;
}

/** Returns the elements of a claim that is a list, or a string separated by spaces (RFC 8693 section 4.2). */
function words(claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim;
  return typeof claim === 'string' ? claim.split(' ') : [];
}

function expiryOf(exp: number | undefined): Instant {
  if (exp === undefined || Math.abs(exp) > MAX_SECONDS) throw new InvalidToken('invalid exp');
  return instant(Math.floor(exp * 1000));
}
