import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { InvalidToken } from '../../domain/access/errors.ts';
import type { UserId } from '../../domain/identity.ts';
import type { Clock } from '../../ports/clock.ts';
import { actorOfClaims } from './actor-of-claims.ts';
import type { JwtSettings } from './jwt-settings.ts';
import type { KeySource } from './keys/key-source.ts';

/** The tolerated difference between the clocks of issuer and service, in seconds. */
const LEEWAY = 60;

/** The accepted values of the header `typ` (RFC 9068 section 4, RFC 7519 section 5.1). */
const TYPES = ['jwt', 'at+jwt'];

/** The values of the claim `typ` in Keycloak's tokens that are not access tokens. */
const OTHER_PURPOSES = ['ID', 'Refresh', 'Offline', 'Logout'];

/**
 * Verifies the signature and the claims of a token, and returns the claims. Keys in the token's header are ignored.
 *
 * @throws InvalidToken
 * @throws IssuerUnavailable if the issuer's keys were never read
 */
export async function verifyToken(
  token: string,
  settings: JwtSettings,
  keys: KeySource,
  clock: Clock,
): Promise<JWTPayload> {
  const { algorithm, kid } = readHeader(token, keys.algorithms);
  const candidates = await keys.find(algorithm, kid);
  if (candidates.length === 0) throw new InvalidToken('unknown key');
  for (const key of candidates) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer: settings.issuer,
        audience: settings.audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY,
        currentDate: new Date(clock.now()),
      });
      if (OTHER_PURPOSES.includes(payload.typ as string)) throw new InvalidToken('not an access token');
      return payload;
    } catch (error) {
      // An issuer may use one key id for several keys, so the next key may match the signature.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusal(error, settings);
    }
  }
  throw new InvalidToken('wrong signature');
}

/** Reads the header of a token. Rejects a token with an unacceptable header before its key is looked up. */
function readHeader(token: string, algorithms: readonly string[]): { algorithm: string; kid: string | undefined } {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new InvalidToken('not a signed JWT');
  const { alg, kid, typ, cty, crit } = headerOf(token);
  if (typeof alg !== 'string' || !algorithms.includes(alg)) throw new InvalidToken('algorithm not allowed');
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.includes(mediaType(typ)))) {
    throw new InvalidToken('type not allowed');
  }
  if (cty !== undefined && !(typeof cty === 'string' && mediaType(cty) !== 'jwt')) {
    throw new InvalidToken('nested tokens are not allowed');
  }
  if (crit !== undefined) throw new InvalidToken('critical headers are not allowed');
  if (kid !== undefined && typeof kid !== 'string') throw new InvalidToken('invalid kid');
  return { algorithm: alg, kid };
}

/** Decodes the header of a token. Its members may have any type. */
function headerOf(token: string): Record<string, unknown> {
  try {
    return { ...decodeProtectedHeader(token) };
  } catch {
    throw new InvalidToken('malformed');
  }
}

/** Returns a media type in its short form (RFC 7515 section 4.1.9): `application/at+JWT` is `at+jwt`. */
function mediaType(value: string): string {
  return value.toLowerCase().replace(/^application\//, '');
}

/** Converts an error of jose to an InvalidToken without the token's claims. Returns any other error unchanged. */
function refusal(error: unknown, settings: JwtSettings): unknown {
  // jose checks the expiry last, so the signature and the audience are valid, and the user can be trusted.
  if (error instanceof errors.JWTExpired) return new InvalidToken('expired', userOf(error.payload, settings));
  if (error instanceof errors.JWTClaimValidationFailed) return new InvalidToken(claimRefusal(error));
  return error instanceof errors.JOSEError ? new InvalidToken('malformed') : error;
}

/** Returns the user named in the claims of a token; null if they name no valid user. */
function userOf(claims: JWTPayload, settings: JwtSettings): UserId | null {
  try {
    return actorOfClaims(claims, settings).user;
  } catch (error) {
    if (error instanceof InvalidToken) return null;
    throw error;
  }
}

function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `missing ${claim}`;
  if (reason === 'invalid') return `invalid ${claim}`;
  return { iss: 'wrong issuer', aud: 'wrong audience', nbf: 'not valid yet' }[claim] ?? 'malformed';
}
