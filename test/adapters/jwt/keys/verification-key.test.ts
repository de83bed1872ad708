import { expect } from 'chai';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { parseKeySet } from '../../../../src/adapters/jwt/keys/verification-key.ts';
import { issuerKey } from '../support/fake-issuer.ts';

describe('parseKeySet()', () => {
  let ec: JWK;
  let rsa: JWK;

  before(async () => {
    ec = (await issuerKey('ES256', 'ec')).jwk;
    rsa = (await issuerKey('RS256', 'rsa')).jwk;
  });

  async function algorithms(...keys: unknown[]): Promise<string[]> {
    return (await parseKeySet({ keys })).map(({ algorithm }) => algorithm);
  }

  it('uses a key without `alg` for every algorithm of its type', async () => {
    expect(await algorithms({ ...rsa, alg: undefined })).to.deep.equal(['RS256', 'PS256']);
    expect(await algorithms({ ...ec, alg: undefined })).to.deep.equal(['ES256']);
    expect(await algorithms(rsa)).to.deep.equal(['RS256']);
  });

  it('uses a key of the curve Ed25519 for EdDSA only', async () => {
    const { jwk } = await issuerKey('EdDSA', 'ed');
    for (const alg of ['EdDSA', undefined]) expect(await algorithms({ ...jwk, alg })).to.deep.equal(['EdDSA']);
  });

  it('skips keys that cannot verify a token, and returns all other keys', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    // jose generates no RSA key below 2048 bits, so the modulus of this key is truncated.
    const short = { ...rsa, n: rsa.n?.slice(0, 170) };
    const useless = [
      { ...ec, use: 'enc' },
      { ...ec, key_ops: ['encrypt'] },
      { ...ec, alg: 'RS256' },
      { ...ec, alg: 'HS256' },
      { ...rsa, alg: 'RS512' },
      { ...ec, x: 'AAAA' },
      { ...ec, crv: 'secp256k1' },
      { ...ec, kty: 'RSA' },
      { kty: 'oct', k: 'AAAA', alg: 'HS256', kid: 'secret' },
      { kty: '__proto__' },
      await exportJWK(privateKey),
      short,
      null,
      7,
      'text',
      [],
      {},
    ];
    expect(await algorithms(...useless, ec)).to.deep.equal(['ES256']);
    for (const key of useless) {
      const error = await algorithms(key).catch(({ message }) => message);
      expect(error, JSON.stringify(key)).to.equal('the key set has no key that can verify a token');
    }
  });

  it('throws an error for everything that is not a key set', async () => {
    for (const json of [null, 7, [], {}, { keys: null }, { keys: {} }, { keys: [] }]) {
      const error = await parseKeySet(json).catch(({ message }) => message);
      expect(error, JSON.stringify(json)).to.equal('the key set has no key that can verify a token');
    }
  });

  it('ignores the certificates of a key', async () => {
    expect(await algorithms({ ...ec, x5c: ['no certificate'], x5u: 'https://evil.example', other: 1 })).to.have.length(
      1,
    );
  });
});
