import { type CryptoKey, importJWK } from 'jose';
import * as v from 'valibot';

/** A public key of an issuer for one algorithm. A key for several algorithms becomes several VerificationKeys. */
export interface VerificationKey {
  readonly algorithm: string;
  readonly kid: string | undefined;
  readonly key: CryptoKey;
}

/** The signature algorithms for each key type and curve (`kty` and `crv`). */
const ALGORITHMS = new Map<string, readonly string[]>([
  ['OKP Ed25519', ['EdDSA']],
  ['EC P-256', ['ES256']],
  ['EC P-384', ['ES384']],
  ['EC P-521', ['ES512']],
  ['RSA', ['RS256', 'PS256']],
]);

export const SIGNATURE_ALGORITHMS: readonly string[] = [...ALGORITHMS.values()].flat();

/** The minimum length of an RSA key, in bits (RFC 7518 section 3.3). */
const MIN_RSA_BITS = 2048;

/** The schema of a public key (RFC 7517). It rejects a private key (with `d`), because publishing made it unsafe. */
const jwk = v.object({
  kty: v.string(),
  kid: v.optional(v.string()),
  alg: v.optional(v.string()),
  use: v.optional(v.literal('sig')),
  key_ops: v.optional(v.pipe(v.array(v.string()), v.includes('verify'))),
  crv: v.optional(v.string()),
  x: v.optional(v.string()),
  y: v.optional(v.string()),
  n: v.optional(v.string()),
  e: v.optional(v.string()),
  d: v.optional(v.undefined()),
});

const jwks = v.object({ keys: v.array(v.unknown()) });

/**
 * Returns the keys of a key set that can verify a token. Skips all other keys, as RFC 7517 section 5 requires.
 *
 * @throws Error if no key can verify a token
 */
export async function parseKeySet(json: unknown): Promise<readonly VerificationKey[]> {
  const set = v.safeParse(jwks, json);
  const keys = set.success ? (await Promise.all(set.output.keys.map(parseKey))).flat() : [];
  if (keys.length === 0) throw new Error('the key set has no key that can verify a token');
  return keys;
}

async function parseKey(json: unknown): Promise<VerificationKey[]> {
  const result = v.safeParse(jwk, json);
  if (!result.success) return [];
  const { kty, crv, x, y, n, e, kid, alg } = result.output;
  const fitting = ALGORITHMS.get(kty === 'RSA' ? kty : `${kty} ${crv}`) ?? [];
  if (alg !== undefined && !fitting.includes(alg)) return [];
  const algorithms = alg === undefined ? fitting : [alg];
  const publicPart = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
  const keys = await Promise.all(algorithms.map((algorithm) => importKey(publicPart, algorithm)));
  return keys.flatMap((key, i) => (key === undefined ? [] : [{ algorithm: algorithms[i] as string, kid, key }]));
}

/** Imports a public key for an algorithm. Returns undefined if the key is malformed or too short. */
async function importKey(publicPart: object, algorithm: string): Promise<CryptoKey | undefined> {
  // Conversion to JSON and back drops members that are undefined.
  const key = await importJWK(JSON.parse(JSON.stringify(publicPart)), algorithm).catch(() => undefined);
  if (key === undefined || key instanceof Uint8Array) return undefined;
  const { modulusLength = MIN_RSA_BITS } = key.algorithm as { modulusLength?: number };
  return modulusLength < MIN_RSA_BITS ? undefined : key;
}
