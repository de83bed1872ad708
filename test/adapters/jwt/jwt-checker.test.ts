import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { CompactSign, exportSPKI, importJWK } from 'jose';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { SEED } from '../../support/seed.ts';
import { type IssuerKey, issuerKey } from './support/fake-issuer.ts';
import { JwtWorld, START } from './support/jwt-world.ts';

const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'RS256', 'PS256'];

describe('JwtChecker', () => {
  let key: IssuerKey;
  let stranger: IssuerKey;
  let world: JwtWorld;

  before(async () => {
    key = await issuerKey('ES256', 'one');
    stranger = await issuerKey('ES256', 'one');
  });

  beforeEach(async () => {
    world = await new JwtWorld([key]).start();
  });

  afterEach(() => world.checker.stop());

  it('converts a token to an actor with the user, `jti`, expiry and all scopes', async () => {
    const sub = 'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6';
    const actor = await world.check(await world.issuer.token({ sub, jti: 'token-1' }));
    expect(actor).to.deep.equal({
      user: sub.toLowerCase(),
      kind: 'jwt',
      id: 'token-1',
      scopes: SCOPES,
      expiresAt: START + 600_000,
    });
  });

  it('recognizes every bearer token except API tokens of this service', () => {
    const recognizes = (bearer?: string) => world.checker.recognizes({ bearer, cookie: 'session=1' });
    expect([recognizes('a.b.c'), recognizes('anything'), recognizes('tp_1'), recognizes()]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  for (const algorithm of ALGORITHMS) {
    it(`accepts a token signed with ${algorithm}`, async () => {
      const other = await new JwtWorld([await issuerKey(algorithm, 'a')]).start();
      expect(await other.judge(await other.issuer.token())).to.equal('accepted');
      other.checker.stop();
    });
  }

  const accepted: [string, Record<string, unknown>, Record<string, unknown>?][] = [
    ['expired 59 seconds ago', { exp: START / 1000 - 59 }],
    ['becomes valid in 60 seconds', { nbf: START / 1000 + 60 }],
    ['was issued in the future', { iat: START / 1000 + 3600 }],
    ['has the audience in a list', { aud: ['account', 'taskport'] }],
    ['has the type JWT', {}, { typ: 'JWT' }],
    ['has the type at+jwt in capitals', {}, { typ: 'AT+JWT' }],
    ['has the type application/at+jwt', {}, { typ: 'application/at+jwt' }],
    ['has the claim typ Bearer of Keycloak', { typ: 'Bearer' }],
    ['has URLs of other keys in its header', {}, { jku: 'https://evil.example/jwks', x5u: 'https://evil.example' }],
  ];
  for (const [title, claims, header] of accepted) {
    it(`accepts a token that ${title}`, async () => {
      expect(await world.judge(await world.issuer.token(claims, header))).to.equal('accepted');
    });
  }

  const refused: [string, string, Record<string, unknown>, Record<string, unknown>?][] = [
    ['expired 61 seconds ago', 'expired', { exp: START / 1000 - 61 }],
    ['expired 60 seconds ago', 'expired', { exp: START / 1000 - 60 }],
    ['becomes valid in 61 seconds', 'not valid yet', { nbf: START / 1000 + 61 }],
    ['has no exp', 'missing exp', { exp: undefined }],
    ['has text as exp', 'invalid exp', { exp: '2030-01-01' }],
    ['has an exp that is too large for a date', 'invalid exp', { exp: 1e300 }],
    ['has text as nbf', 'invalid nbf', { nbf: 'now' }],
    ['has no iss', 'missing iss', { iss: undefined }],
    ['has another iss', 'wrong issuer', { iss: 'https://evil.example' }],
    ['has an iss with one slash more', 'wrong issuer', { iss: 'https://issuer.example/' }],
    ['has no aud', 'missing aud', { aud: undefined }],
    ['has another aud, as an ID token has', 'wrong audience', { aud: 'page' }],
    ['has an aud that contains ours as a part', 'wrong audience', { aud: 'taskport2' }],
    ['has an empty list as aud', 'wrong audience', { aud: [] }],
    ['has no sub', 'missing sub', { sub: undefined }],
    ['has an empty sub', 'names no user', { sub: '' }],
    ['has a number as sub', 'names no user', { sub: 7 }],
    ['has a lone surrogate in sub', 'names no user', { sub: 'a\ud800' }],
    ['is an ID token of Keycloak', 'not an access token', { typ: 'ID' }],
    ['is a refresh token of Keycloak', 'not an access token', { typ: 'Refresh' }],
    ['is a logout token', 'type not allowed', {}, { typ: 'logout+jwt' }],
    ['has a number as typ', 'type not allowed', {}, { typ: 1 }],
    ['has the content type of a nested JWT', 'nested tokens are not allowed', {}, { cty: 'JWT' }],
    ['has an unknown kid', 'unknown key', {}, { kid: 'two' }],
    ['has a number as kid', 'invalid kid', {}, { kid: 1 }],
  ];
  for (const [title, reason, claims, header] of refused) {
    it(`refuses a token that ${title}: ${reason}`, async () => {
      expect(await world.judge(await world.issuer.token(claims, header))).to.equal(reason);
    });
  }

  /** Returns a token with valid claims, but the given header and signature. */
  function forged(header: object, signature: string | ((input: string) => string) = 'AAAA'): string {
    const parts = [header, world.issuer.claims()].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const input = parts.join('.');
    return `${input}.${typeof signature === 'string' ? signature : signature(input)}`;
  }

  it('refuses the algorithm `none`, in any spelling, with and without a signature', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      expect(await world.judge(forged({ alg, kid: 'one' }))).to.equal('algorithm not allowed');
      expect(await world.judge(forged({ alg, kid: 'one' }, ''))).to.equal('not a signed JWT');
    }
  });

  it('refuses a token with the algorithm HS256 that uses the public key of the issuer as its secret', async () => {
    const pem = await exportSPKI((await importJWK(key.jwk, 'ES256')) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(key.jwk)]) {
      const sign = (input: string) => createHmac('sha256', secret).update(input).digest('base64url');
      expect(await world.judge(forged({ alg: 'HS256', kid: 'one' }, sign))).to.equal('algorithm not allowed');
    }
  });

  it('refuses algorithms that are not allowed, such as HS384, "__proto__" and values of other types', async () => {
    for (const alg of ['Ed25519', 'RS512', 'HS384', 'ES256K', 'constructor', '__proto__', '', 1, null, ['ES256']]) {
      expect(await world.judge(forged({ alg, kid: 'one' }))).to.equal('algorithm not allowed');
    }
  });

  it('refuses a token that another issuer has signed with a key of the same `kid`', async () => {
    expect(await world.judge(await world.issuer.token({}, {}, stranger))).to.equal('wrong signature');
  });

  it('ignores keys, key URLs and certificates in the header of a token', async () => {
    const header = { jwk: stranger.jwk, jku: 'https://evil.example/jwks', x5c: ['AAAA'], x5u: 'https://evil.example/' };
    expect(await world.judge(await world.issuer.token({}, header, stranger))).to.equal('wrong signature');
    expect(world.issuer.requests.filter((url) => url.includes('evil'))).to.deep.equal([]);
  });

  it('refuses tokens that list critical headers in `crit`, even headers that jose supports', async () => {
    for (const crit of [['b64'], ['exp'], [], 'exp']) {
      const token = forged({ alg: 'ES256', kid: 'one', crit, b64: true, exp: 1 });
      expect(await world.judge(token)).to.equal('critical headers are not allowed');
    }
  });

  it('refuses a token whose payload was changed', async () => {
    const [header, , signature] = (await world.issuer.token()).split('.');
    const payload = Buffer.from(JSON.stringify({ ...world.issuer.claims(), sub: 'admin' })).toString('base64url');
    expect(await world.judge(`${header}.${payload}.${signature}`)).to.equal('wrong signature');
  });

  it('accepts a token of 8 KiB, and refuses a longer token before parsing it', async () => {
    const length = 8 * 1024;
    // In base64url, three characters of a claim take four characters of the token.
    let token = await world.issuer.token({ pad: 'x'.repeat(5_700) });
    for (let pad = 5_700; token.length < length; pad++) token = await world.issuer.token({ pad: 'x'.repeat(pad) });
    expect(token).to.have.length(length);
    expect(await world.judge(token)).to.equal('accepted');
    expect(await world.judge(`${token}A`)).to.equal('longer than 8 KiB');
    expect(await world.judge('x'.repeat(9 * 1024))).to.equal('longer than 8 KiB');
  });

  it('refuses text that is not a signed JWT, and encrypted and nested JWTs', async () => {
    const inner = Buffer.from(await world.issuer.token());
    const nested = new CompactSign(inner).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key.privateKey);
    for (const text of ['', 'x', 'a.b', 'a.b.c.d', 'a.b.c.d.e', 'ä.b.c', 'a.b.c=', 'a..c', ' a.b.c']) {
      expect(await world.judge(text)).to.equal('not a signed JWT');
    }
    for (const text of ['a.b.c', 'bnVsbA.b.c', 'W10.b.c']) expect(await world.judge(text)).to.equal('malformed');
    expect(await world.judge(await nested)).to.equal('malformed');
  });

  it('refuses a token whose header has a typ or cty that is not a string', async () => {
    for (const value of [null, 1, true, ['JWT'], { toString: {} }]) {
      expect(await world.judge(forged({ alg: 'ES256', typ: value }))).to.equal('type not allowed');
      expect(await world.judge(forged({ alg: 'ES256', cty: value }))).to.equal('nested tokens are not allowed');
    }
  });

  it('throws only domain errors such as InvalidToken, whatever the header and the signed claims of a token are', async () => {
    const names = ['alg', 'kid', 'typ', 'cty', 'crit', 'b64', 'jwk', 'jku', 'x5c', '__proto__', 'constructor'];
    const claims = ['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti', 'scope', 'scp', 'typ', '__proto__', 'constructor'];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: 4 }),
        fc.dictionary(fc.constantFrom(...claims), fc.jsonValue(), { maxKeys: 4 }),
        async (header, claims) => {
          await world.judge(forged({ alg: 'ES256', ...header }));
          await world.judge(await world.issuer.token(claims));
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('includes no claim or header of a token in errors or in the log', async () => {
    const secret = 'very-private';
    const tokens = [
      await world.issuer.token({ sub: secret, email: secret, aud: secret }),
      await world.issuer.token({ sub: secret, exp: secret }),
      await world.issuer.token({ sub: secret }, { kid: secret }),
      await world.issuer.token({ sub: secret }, { typ: secret }),
    ];
    for (const token of tokens) {
      const error = await world.check(token).catch((error) => error);
      expect(error.code).to.equal('invalid_token');
      expect(`${error.stack}${JSON.stringify(error)}${error.cause}`).not.to.include(secret);
    }
    expect(world.lines.join()).not.to.include(secret);
  });

  it('names the user in the error for an expired token, but not for a token that is invalid for another reason', async () => {
    const refusedUser = async (token: string) => (await world.check(token).catch((error) => error)).user;
    const [sub, exp] = ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', START / 1000 - 61];
    expect(await refusedUser(await world.issuer.token({ sub, exp }))).to.equal(sub);
    expect(await refusedUser(await world.issuer.token({ sub, exp, aud: 'page' }))).to.equal(null);
    expect(await refusedUser(await world.issuer.token({ sub: '', exp }))).to.equal(null);
    expect(await refusedUser(await world.issuer.token({ sub, exp }, {}, stranger))).to.equal(null);
  });

  it('gives a reason for every refused token, with only characters that the WWW-Authenticate header may contain', () => {
    // RFC 6750 section 3 forbids quotation marks and backslashes.
    for (const [, reason] of refused) expect(reason).to.match(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('verifies the signature of a token again only after a minute', async () => {
    const bearer = await world.issuer.token();
    const actor = await world.check(bearer);
    world.time.advance(59_999);
    expect(world.checker.check({ bearer, cookie: undefined })).to.equal(actor);
    world.time.advance(1);
    expect(world.checker.check({ bearer, cookie: undefined })).to.be.instanceOf(Promise);
  });

  it('accepts a cached token until 60 seconds after its `exp`, and then refuses it', async () => {
    const token = await world.issuer.token({ exp: START / 1000 + 10 });
    await world.check(token);
    world.time.advance(10_000 + 59_999);
    expect(await world.judge(token)).to.equal('accepted');
    world.time.advance(1);
    expect(await world.judge(token)).to.equal('expired');
  });

  it('takes the user from the claim that JWT_USER_CLAIM names instead of `sub`, but still requires `sub`', async () => {
    const other = await new JwtWorld([key], { userClaim: 'email' }).start();
    const [a, b] = ['a@example.org', 'b@example.org'];
    const user = async (claims: object) => (await other.check(await other.issuer.token({ ...claims }))).user;
    expect(await user({ email: a })).to.equal(await user({ email: a, sub: 'x' }));
    expect(await other.judge(await other.issuer.token({ email: a, sub: undefined }))).to.equal('missing sub');
    expect(await user({ email: a })).not.to.equal(await user({ email: b }));
    expect(await other.judge(await other.issuer.token())).to.equal('names no user');
    other.checker.stop();
  });

  it('accepts only tokens signed with HS256, with any `kid`, and fetches no keys if JWT_SECRET is set', async () => {
    const secret = 'a secret of at least thirty-two bytes';
    const other = new JwtWorld([key], { secret });
    other.checker.start();
    const sign = (secret: string) => (input: string) => createHmac('sha256', secret).update(input).digest('base64url');
    expect(await other.judge(forged({ alg: 'HS256' }, sign(secret)))).to.equal('accepted');
    expect(await other.judge(forged({ alg: 'HS256', kid: 'any' }, sign(secret)))).to.equal('accepted');
    expect(await other.judge(forged({ alg: 'HS256' }, sign(`${secret}.`)))).to.equal('wrong signature');
    expect(await other.judge(await other.issuer.token())).to.equal('algorithm not allowed');
    expect(await other.judge(forged({ alg: 'none' }))).to.equal('algorithm not allowed');
    expect(other.issuer.requests).to.deep.equal([]);
    other.checker.stop();
  });
});
