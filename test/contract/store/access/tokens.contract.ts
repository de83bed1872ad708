import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { type ApiToken, tokenId, tokenName } from '../../../../src/domain/access/api-token.ts';
import { SCOPES } from '../../../../src/domain/access/scope.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { TokenRepository } from '../../../../src/ports/access/token-repository.ts';
import { someToken } from '../../../support/access/some-token.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';
import { times } from '../../../support/times.ts';

const NOW = instant(1_765_000_000_000);

/** The contract tests for storing API tokens. */
export function tokensContract(store: StoreUnderTest): void {
  describe(`API tokens on ${store.name}`, () => {
    let tokens: TokenRepository;
    let user: UserId;

    before(async function () {
      if (store.missing) this.skip();
      tokens = (await store.service()).container.get(TokenRepository);
    });

    beforeEach(() => {
      user = someUser();
    });

    const newToken = (fields: Partial<ApiToken> = {}) => someToken({ userId: user, ...fields });

    /** Stores a token, and returns it with the hash of its secret. */
    async function add(fields: Partial<ApiToken> = {}): Promise<{ token: ApiToken; hash: string }> {
      const [token, hash] = [newToken(fields), randomBytes(32).toString('hex')];
      expect(await tokens.add(token, hash)).to.equal(true);
      return { token, hash };
    }

    const list = (limit = 100) => tokens.list(user, undefined, limit);

    const samples: Partial<ApiToken>[] = [
      {},
      { scopes: SCOPES, name: tokenName(`'"\\; drop table api_tokens; -- $1 ? :x`) },
      { scopes: ['tasks:write', 'tokens'], name: tokenName('🦀'.repeat(100)) },
      { createdAt: instant(1), expiresAt: instant(253_402_300_799_999) },
      { lastUsedAt: instant(1_761_000_000_001), revokedAt: instant(1_762_000_000_002) },
    ];
    for (const [i, fields] of samples.entries()) {
      it(`are found by the hash of their secret, with every field as it was written, in test case ${i + 1}`, async () => {
        const { token, hash } = await add(fields);
        expect(await tokens.findByHash(hash)).to.deep.equal(token);
      });
    }

    it('are not found by an unknown hash', async () => {
      expect(await tokens.findByHash('0'.repeat(64))).to.equal(undefined);
      expect(await tokens.findByHash('')).to.equal(undefined);
    });

    it('are each found by their own hash when fifty are looked up concurrently', async () => {
      const added = await Promise.all(times(50, () => add()));
      const found = await Promise.all(added.map(({ hash }) => tokens.findByHash(hash)));
      expect(found).to.deep.equal(added.map(({ token }) => token));
      const [known, unknown] = await Promise.all([tokens.findByHash(added[0]?.hash ?? ''), tokens.findByHash('x')]);
      expect([known, unknown]).to.deep.equal([added[0]?.token, undefined]);
    });

    it('are listed only for their user, newest first, without revoked tokens', async () => {
      const added = [];
      for (const time of [3, 1, 2]) added.push((await add({ createdAt: instant(time) })).token);
      const { token: revoked } = await add({ createdAt: instant(4) });
      await tokens.revoke(user, revoked.id, NOW);
      const [third, first, second] = added;
      expect(await list()).to.deep.equal([third, second, first]);
      expect(await tokens.list(someUser(), undefined, 100)).to.deep.equal([]);
    });

    it('each appear on exactly one page of the list, even if all were created in the same millisecond', async () => {
      const ids = (await Promise.all(times(7, () => add()))).map(({ token }) => token.id);
      const seen: string[] = [];
      for (let page = await list(3); page.length > 0; ) {
        seen.push(...page.map(({ id }) => id));
        const last = page.at(-1) as ApiToken;
        page = await tokens.list(user, { at: last.createdAt, id: last.id }, 3);
      }
      expect(seen).to.have.members(ids);
      expect(seen).to.have.length(7);
    });

    it('are revoked together with the tokens created from them, their descendants included, and no other token', async () => {
      const root = await add();
      const child = await add({ parentId: root.token.id });
      const grandchild = await add({ parentId: child.token.id });
      const sibling = await add({ parentId: root.token.id });
      const other = await add();
      expect(await tokens.revoke(user, child.token.id, NOW)).to.equal(true);
      const revokedAt = async (hash: string) => (await tokens.findByHash(hash))?.revokedAt;
      expect(await Promise.all([child, grandchild].map(({ hash }) => revokedAt(hash)))).to.deep.equal([NOW, NOW]);
      expect(await Promise.all([root, sibling, other].map(({ hash }) => revokedAt(hash)))).to.deep.equal([
        null,
        null,
        null,
      ]);
      expect(await tokens.revoke(user, root.token.id, instant(NOW + 5))).to.equal(true);
      expect(await revokedAt(sibling.hash)).to.equal(NOW + 5);
      expect(await revokedAt(grandchild.hash)).to.equal(NOW);
      expect(await list()).to.deep.equal([other.token]);
    });

    it('are revoked when a token 1,200 generations above in the chain of parents is revoked', async () => {
      let last = await add();
      const { id } = last.token;
      for (let depth = 0; depth < 1_200; depth++) last = await add({ parentId: last.token.id });
      expect(await tokens.revoke(user, id, NOW)).to.equal(true);
      expect(await tokens.findByHash(last.hash)).to.include({ revokedAt: NOW });
    });

    it('cannot be revoked twice, under an unknown id, or by another user', async () => {
      const { token, hash } = await add();
      expect(await tokens.revoke(someUser(), token.id, NOW)).to.equal(false);
      expect(await tokens.revoke(user, tokenId(someUser()), NOW)).to.equal(false);
      expect(await tokens.findByHash(hash)).to.deep.equal(token);
      expect(await tokens.revoke(user, token.id, NOW)).to.equal(true);
      expect(await tokens.revoke(user, token.id, instant(NOW + 1))).to.equal(false);
      expect(await tokens.findByHash(hash)).to.include({ revokedAt: NOW });
    });

    it('are not stored if their parent token is revoked, unknown or owned by another user', async () => {
      const { token: revoked } = await add();
      await tokens.revoke(user, revoked.id, NOW);
      const theirs = someToken();
      await tokens.add(theirs, randomBytes(32).toString('hex'));
      for (const parentId of [revoked.id, theirs.id, tokenId(someUser())]) {
        const hash = randomBytes(32).toString('hex');
        expect(await tokens.add(newToken({ parentId }), hash)).to.equal(false);
        expect(await tokens.findByHash(hash)).to.equal(undefined);
      }
    });

    it('are revoked even if they are created while their parent token is being revoked', async () => {
      for (let round = 0; round < 10; round++) {
        const { token: parent } = await add();
        const make = async () => {
          const child = newToken({ parentId: parent.id });
          if (await tokens.add(child, randomBytes(32).toString('hex'))) {
            await tokens.add(newToken({ parentId: child.id }), randomBytes(32).toString('hex'));
          }
        };
        await Promise.all([...times(5, make), tokens.revoke(user, parent.id, NOW), ...times(5, make)]);
        expect(await list()).to.deep.equal([]);
      }
    });

    it('record the time of a use only if no other use was recorded since the token was read', async () => {
      const { token, hash } = await add();
      const noted = await Promise.all(times(5, (i) => tokens.touch(token, instant(NOW + i))));
      expect(noted.filter(Boolean)).to.have.length(1);
      const at = instant(NOW + noted.indexOf(true));
      const touched = { ...token, lastUsedAt: at };
      expect(await tokens.findByHash(hash)).to.deep.equal(touched);
      expect(await tokens.touch(token, instant(NOW + 60_000))).to.equal(false);
      expect(await tokens.touch(touched, instant(NOW + 60_000))).to.equal(true);
      expect(await tokens.findByHash(hash)).to.include({ lastUsedAt: NOW + 60_000 });
    });

    it('are purged if they expired or were revoked before the given time', async () => {
      const old = { createdAt: instant(1), expiresAt: instant(100) };
      const expired = await add(old);
      const kept = await add({ ...old, expiresAt: instant(200) });
      const revoked = await add();
      await tokens.revoke(user, revoked.token.id, instant(100));
      const revokedLate = await add();
      await tokens.revoke(user, revokedLate.token.id, instant(200));
      await tokens.purge(instant(200));
      const found = await Promise.all([expired, kept, revoked, revokedLate].map(({ hash }) => tokens.findByHash(hash)));
      expect(found.map((token) => token?.id)).to.deep.equal([
        undefined,
        kept.token.id,
        undefined,
        revokedLate.token.id,
      ]);
    });
  });
}
