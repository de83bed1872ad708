import { type CryptoKey, SignJWT } from 'jose';

/** The issuer and audience of the JWTs that benchmarks send, as environment variables of the service. */
export const ISSUER = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'tasks' } as const;

/** Returns a JWT for a user, valid for an hour. `id` becomes the claim `jti`, which makes each token different. */
export function signToken(user: string, id: string, alg: 'ES256' | 'HS256', key: CryptoKey | Uint8Array) {
  return new SignJWT({ jti: id })
    .setProtectedHeader({ alg, kid: 'bench' })
    .setIssuer(ISSUER.JWT_ISSUER)
    .setAudience(ISSUER.JWT_AUDIENCE)
    .setSubject(user)
    .setExpirationTime('1h')
    .sign(key);
}

/** Returns the `Authorization` header line with a bearer token. */
export function bearer(token: string): string {
  return `Authorization: Bearer ${token}\r\n`;
}
