import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { Fetch } from '../../../../src/adapters/jwt/keys/fetch-json.ts';
import type { Clock } from '../../../../src/ports/clock.ts';

export const AUDIENCE = 'taskport';

/** A key pair of an issuer. */
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

/** An issuer of tokens with a key set and discovery, reached by a `fetch` without a network. */
export class FakeIssuer {
  readonly url = 'https://issuer.example';
  readonly clock: Clock;
  /** The keys in the key set; the first one signs. */
  keys: IssuerKey[];
  /** The URLs that were requested. */
  readonly requests: string[] = [];
  /** Answers requests in place of the issuer, if it is set. */
  answer: ((url: string, signal: AbortSignal) => Response | Promise<Response>) | undefined;

  constructor(clock: Clock, keys: IssuerKey[]) {
    this.clock = clock;
    this.keys = keys;
  }

  /** The requests for the key set. */
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

  /** Claims that are accepted now, for ten minutes. */
  claims(): Record<string, unknown> {
    return { iss: this.url, aud: AUDIENCE, sub: 'somebody', exp: this.seconds(600) };
  }

  /** The time of the clock in some seconds, in seconds since 1970. */
  seconds(later: number): number {
    return Math.floor(this.clock.now() / 1000) + later;
  }

  /** Returns a token with other claims or headers than usual; undefined leaves one out. */
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
