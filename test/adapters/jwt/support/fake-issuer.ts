import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { Fetch } from '../../../../src/adapters/jwt/keys/fetch-json.ts';
import type { Clock } from '../../../../src/ports/clock.ts';

export const AUDIENCE = 'taskport';

/** A key pair with which an issuer signs tokens. */
export interface IssuerKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** Returns a new key pair, whose public part has the id `kid`. */
export async function issuerKey(algorithm: string, kid?: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg: algorithm, use: 'sig', ...(kid !== undefined && { kid }) };
  return { algorithm, privateKey, jwk };
}

/** A fake token issuer with a key set and OpenID Connect Discovery. Its `fetch` answers without a network. */
export class FakeIssuer {
  readonly url = 'https://issuer.example';
  readonly clock: Clock;
  /** The keys in the key set. The first key signs tokens. */
  keys: IssuerKey[];
  /** The URLs of all requests so far. */
  readonly requests: string[] = [];
  /** A test's own handler, which answers all requests if it is set. */
  answer: ((url: string, signal: AbortSignal) => Response | Promise<Response>) | undefined;

  constructor(clock: Clock, keys: IssuerKey[]) {
    this.clock = clock;
    this.keys = keys;
  }

  /** The number of requests for the key set. */
  get reads(): number {
    return this.requests.filter((url) => url.endsWith('/jwks')).length;
  }

  readonly fetch: Fetch = async (url, { signal }) => {
    this.requests.push(url.href);
    return this.answer === undefined ? this.usual(url.href) : this.answer(url.href, signal as AbortSignal);
  };

  usual(url: string): Response {
    switch (url) {
      case `${this.url}/.well-known/openid-configuration`:
        return Response.json({ issuer: this.url, jwks_uri: `${this.url}/jwks` });
      case `${this.url}/jwks`:
        return Response.json({ keys: this.keys.map(({ jwk }) => jwk) });
      default:
        return new Response('not found', { status: 404 });
    }
  }

  /** Returns claims that are valid for the next ten minutes. */
  claims(): Record<string, unknown> {
    return { iss: this.url, aud: AUDIENCE, sub: 'somebody', exp: this.seconds(600) };
  }

  /** Returns the time of the clock plus `later` seconds, in seconds since 1970. */
  seconds(later: number): number {
    return Math.floor(this.clock.now() / 1000) + later;
  }

  /** Returns a signed token. `claims` and `header` override the defaults; the value undefined removes a member. */
  token(
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key: IssuerKey = this.keys[0] as IssuerKey,
  ): Promise<string> {
    const all = JSON.parse(JSON.stringify({ ...this.claims(), ...claims }));
    const headers = JSON.parse(JSON.stringify({ alg: key.algorithm, kid: key.jwk.kid, ...header }));
    return new SignJWT(all).setProtectedHeader(headers as JWTHeaderParameters).sign(key.privateKey);
  }
}
