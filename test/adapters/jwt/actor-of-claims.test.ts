import { expect } from 'chai';
import fc from 'fast-check';
import { actorOfClaims } from '../../../src/adapters/jwt/actor-of-claims.ts';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { SEED } from '../../support/seed.ts';

const SETTINGS = { issuer: 'https://issuer.example', audience: 'taskport', userClaim: 'sub' };

function actor(claims: object) {
  return actorOfClaims({ sub: 'somebody', exp: 2_000_000_000, ...claims }, SETTINGS);
}

describe('actorOfClaims()', () => {
  it('derives the same user id in every release: a UUIDv5 (RFC 9562) of the issuer and the claim `sub`', () => {
    // The expected ids were computed with Python: uuid5(uuid5(NAMESPACE_URL, 'https://issuer.example'), name).
    expect(actor({ sub: 'somebody' }).user).to.equal('9b4a1894-0f4d-5229-aa70-2319baa54b4b');
    expect(actor({ sub: 'Zoë 🦊' }).user).to.equal('577688e5-a04d-57aa-a3c5-49dc29926d80');
  });

  it('derives different user ids for the same `sub` at different issuers', () => {
    const other = actorOfClaims({ sub: 'somebody', exp: 1 }, { ...SETTINGS, issuer: 'https://issuer.example/' });
    expect(other.user).not.to.equal(actor({}).user);
  });

  it('uses a `sub` that is a UUID as the user id, but treats other notations of a UUID as any other text', () => {
    const uuid = '0F8FAD5B-D9CB-469F-A165-70867728950E';
    expect(actor({ sub: uuid }).user).to.equal(uuid.toLowerCase());
    for (const sub of [`{${uuid}}`, `urn:uuid:${uuid}`, uuid.replaceAll('-', ''), ` ${uuid}`]) {
      expect(actor({ sub }).user).not.to.equal(uuid.toLowerCase());
    }
  });

  const scopes: [string, object, readonly string[]][] = [
    ['no scope claim', {}, SCOPES],
    ['only scopes of other services', { scope: 'openid profile' }, SCOPES],
    ['one scope of Taskport among others', { scope: 'openid tasks:read profile' }, ['tasks:read']],
    ['a list in scp', { scp: ['tasks:write', 'x'] }, ['tasks:write']],
    ['a text in scp', { scp: 'tokens tasks:read' }, ['tasks:read', 'tokens']],
    ['both scope and scp', { scope: 'tasks:read', scp: ['tokens'] }, ['tasks:read', 'tokens']],
    ['a scope whose name only begins like one of Taskport', { scope: 'tasks:read:all' }, SCOPES],
    ['scope and scp of invalid types', { scope: 7, scp: { 'tasks:read': true } }, SCOPES],
  ];
  for (const [title, claims, expected] of scopes) {
    it(`returns the scopes ${expected.join(' and ')} for a token with ${title}`, () => {
      expect(actor(claims).scopes).to.deep.equal(expected);
    });
  }

  it('returns `jti` as the token id, or `null` if `jti` is missing or cannot be stored', () => {
    expect(actor({ jti: 'x-1' }).id).to.equal('x-1');
    for (const jti of [undefined, '', 7, 'a b', 'nul\0', 'ä', 'x'.repeat(256)])
      expect(actor({ jti }).id).to.equal(null);
  });

  it('rounds `exp` down to whole milliseconds', () => {
    expect(actor({ exp: 1_000_000_000.0019 }).expiresAt).to.equal(1_000_000_000_001);
  });

  it('throws no error except InvalidToken, whatever the claims are', () => {
    fc.assert(
      fc.property(
        fc.record({ sub: fc.anything(), exp: fc.double(), jti: fc.anything(), scope: fc.anything() }),
        (claims) => {
          try {
            actor(claims);
          } catch (error) {
            expect(error).to.have.property('code', 'invalid_token');
          }
        },
      ),
      { seed: SEED },
    );
  });
});
