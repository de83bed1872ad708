import { expect } from 'chai';
import { MemoryTokenRepository } from '../../../src/adapters/memory/access/memory-token-repository.ts';
import { ApiTokenChecker } from '../../../src/adapters/tokens/api-token-checker.ts';
import { hashOf, mintSecret } from '../../../src/adapters/tokens/token-secret.ts';
import { UseToken } from '../../../src/application/access/use-token.ts';
import { InvalidToken } from '../../../src/domain/access/errors.ts';
import { instant } from '../../../src/domain/instant.ts';
import { CLIENT, TestAudit } from '../../support/access/audit-log.ts';
import { someToken } from '../../support/access/some-token.ts';
import { FakeTime } from '../../support/fake-time.ts';

describe('the checker of API tokens', () => {
  const time = new FakeTime(instant(1_765_000_000_000));
  let tokens: MemoryTokenRepository;
  let checker: ApiTokenChecker;
  let lookUps: string[];

  beforeEach(() => {
    tokens = new MemoryTokenRepository();
    checker = new ApiTokenChecker(new UseToken(tokens, new TestAudit(time).record, time));
    lookUps = [];
    const find = tokens.findByHash.bind(tokens);
    tokens.findByHash = (hash) => {
      lookUps.push(hash);
      return find(hash);
    };
  });

  const credentials = (bearer: string | undefined) => ({ bearer, cookie: undefined });

  it('recognizes bearer tokens that begin with tp_, and no other bearer tokens', () => {
    for (const bearer of [mintSecret(), 'tp_', 'tp_x']) expect(checker.recognizes(credentials(bearer))).to.equal(true);
    for (const bearer of [undefined, '', 'TP_x', 'eyJhbGciOiJub25lIn0.e30.', 'xtp_']) {
      expect(checker.recognizes(credentials(bearer))).to.equal(false);
    }
    expect(checker.recognizes({ bearer: undefined, cookie: 'tp_x' })).to.equal(false);
  });

  it('returns the actor of a valid API token', async () => {
    const [secret, token] = [mintSecret(), someToken()];
    await tokens.add(token, hashOf(secret));
    expect(await checker.check(credentials(secret), CLIENT)).to.deep.equal({
      user: token.userId,
      kind: 'token',
      id: token.id,
      scopes: token.scopes,
      expiresAt: token.expiresAt,
    });
  });

  it('refuses a malformed token without a database query', async () => {
    const secret = mintSecret();
    for (const bearer of [
      'tp_',
      secret.slice(0, -1),
      `${secret.slice(0, -1)}!`,
      secret.toLowerCase(),
      `tp_${'0'.repeat(9_000)}`,
    ]) {
      const error = await checker.check(credentials(bearer), CLIENT).catch((error) => error);
      expect(error).to.be.instanceOf(InvalidToken).and.include({ message: 'malformed token', user: null });
    }
    expect(lookUps).to.deep.equal([]);
  });

  it('refuses an unknown well-formed token, and does not repeat the token in the error', async () => {
    const secret = mintSecret();
    const error = await checker.check(credentials(secret), CLIENT).catch((error) => error);
    expect(error).to.be.instanceOf(InvalidToken).and.include({ user: null });
    expect(error.message).not.to.include(secret.slice(3, 8));
    expect(lookUps).to.deep.equal([hashOf(secret)]);
  });
});
