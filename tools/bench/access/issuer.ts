import { type CryptoKey, SignJWT } from 'jose';

/** The claims and settings of the issuer whose tokens the benchmarks send. */
export const ISSUER = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'tasks' } as const;

/** Returns a token of a user, valid for an hour. No two tokens with different ids are equal. */
export function signToken(user: string, id: string, alg: 'ES256' | 'HS256', key: CryptoKey | Uint8Array) {
  return new SignJWT({ jti: id })
    .setProtectedHeader({ alg, kid: 'bench' })
    .setIssuer(ISSUER.JWT_ISSUER)
    .setAudience(ISSUER.JWT_AUDIENCE)
    .setSubject(user)
    .setExpirationTime('1h')
    .sign(key);
}

/** Returns the header that carries a token. */
export function bearer(token: string): string {
  return `Authorization: Bearer ${token}\r\n`;
}
