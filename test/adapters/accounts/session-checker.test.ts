import { expect } from 'chai';
import { type Kysely, sql } from 'kysely';
import { Accounts } from '../../../src/adapters/accounts/accounts.ts';
import { SessionChecker } from '../../../src/adapters/accounts/session-checker.ts';
import { disableUser } from '../../../src/adapters/accounts/users.ts';
import { InvalidToken } from '../../../src/domain/access/errors.ts';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { StoreError } from '../../../src/ports/store-lifecycle.ts';
import { type AccountsUnderTest, ANN, closeAccounts, openAccounts, STORES } from './accounts-under-test.ts';

for (const { name, missing, open } of STORES) {
  (missing ? describe.skip : describe)(`the checker of sessions, with accounts in ${name}`, () => {
    let under: AccountsUnderTest;
    let user: string;
    before(async () => {
      under = await openAccounts(await open());
      user = (await under.post('sign-up/email', ANN)).body.user.id;
    });
    after(closeAccounts);

    const check = async (cookie: string) => under.checker.check({ bearer: undefined, cookie });
    const refusal = (cookie: string) => check(cookie).then(String, (error) => error);
    const signIn = async () => (await under.post('sign-in/email', ANN)).cookie;

    it('returns the user of a session cookie as the actor, even if the request has other cookies, too', async () => {
      const cookie = await signIn();
      const rows = await select(under.store.database);
      const actor = await check(`theme=dark; ${cookie}; other=1`);
      const row = rows.find(({ id }) => id === actor.id);
      const expiresAt = new Date(row?.expires_at ?? 0).getTime();
      expect(actor).to.deep.equal({ user, kind: 'session', id: row?.id, scopes: SCOPES, expiresAt });
      expect(cookie).not.to.include(actor.id);
    });

    it('refuses a session as soon as another process has revoked it', async () => {
      const cookie = await signIn();
      const { id } = await check(cookie);
      await sql`delete from account_sessions where id = ${id}`.execute(under.store.database);
      expect(await refusal(cookie)).to.be.instanceOf(InvalidToken);
    });

    it('refuses a session that has expired', async () => {
      const cookie = await signIn();
      const { id } = await check(cookie);
      const past = new Date(Date.now() - 1_000).toISOString();
      await sql`update account_sessions set expires_at = ${past} where id = ${id}`.execute(under.store.database);
      expect(await refusal(cookie)).to.be.instanceOf(InvalidToken);
    });

    it('still accepts all other sessions after a purge has deleted an expired session', async () => {
      const [old, other] = [await signIn(), await signIn()];
      const { id } = await check(old);
      const past = new Date(Date.now() - 1_000).toISOString();
      await sql`update account_sessions set expires_at = ${past} where id = ${id}`.execute(under.store.database);
      const before = await select(under.store.database);
      await under.accounts.purge();
      const left = await select(under.store.database);
      expect(left.map((row) => row.id)).to.have.members(before.map((row) => row.id).filter((each) => each !== id));
      expect((await check(other)).user).to.equal(user);
    });

    it('refuses a session of a disabled user; disabling a user also deletes the sessions of the user', async () => {
      const cookie = await signIn();
      await sql`update account_users set disabled = ${under.store.type === 'sqlite' ? 1 : true}`.execute(
        under.store.database,
      );
      expect(await refusal(cookie)).to.be.instanceOf(InvalidToken);
      await sql`update account_users set disabled = ${under.store.type === 'sqlite' ? 0 : false}`.execute(
        under.store.database,
      );
      expect((await check(cookie)).user).to.equal(user);
      await disableUser(under.accounts.auth, ANN.email);
      expect(await refusal(cookie)).to.be.instanceOf(InvalidToken);
      expect(await select(under.store.database)).to.deep.equal([]);
    });
  });
}

describe('a session cookie', () => {
  after(closeAccounts);

  it('is recognized by the name of the cookie, whatever its value is', async () => {
    const { checker } = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open());
    const recognized = (cookie: string | undefined) => checker.recognizes({ bearer: undefined, cookie });
    expect(['taskport_session=x', 'a=b; taskport_session=', 'a=b;taskport_session=x'].map(recognized)).not.to.include(
      false,
    );
    const others = [undefined, '', 'a=taskport_session', 'my_taskport_session=x', 'taskport_session2=x'];
    expect(others.map(recognized)).not.to.include(true);
  });

  it('is refused if its signature is missing or does not match, or if its value is malformed', async () => {
    const { checker, post } = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open());
    const { cookie } = await post('sign-up/email', ANN);
    const [, token] = /=([^.]+)\./.exec(cookie) as unknown as [string, string];
    const other = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open(), { secret: 'x'.repeat(32) });
    const forged = (await other.post('sign-up/email', ANN)).cookie.replace(/=[^.]+\./, `=${token}.`);
    for (const bad of [
      forged,
      `taskport_session=${token}`,
      'taskport_session=',
      'taskport_session=%',
      'taskport_session=a.b',
    ]) {
      const error = await checker.check({ bearer: undefined, cookie: bad }).then(String, (reason) => reason);
      expect(error, bad).to.be.instanceOf(InvalidToken);
    }
  });

  it('causes a StoreError if it is checked before the account tables exist', async () => {
    const options = { secret: 'x'.repeat(32), signUp: 'first', publicUrl: undefined } as const;
    const store = await (STORES[0] as (typeof STORES)[0]).open();
    const accounts = new Accounts(store, { ...options, record: async () => {} });
    const error = await new SessionChecker(accounts)
      .check({ bearer: undefined, cookie: 'taskport_session=x' })
      .catch((e) => e);
    expect(error).to.be.instanceOf(StoreError);
  });
});

async function select(database: Kysely<unknown>): Promise<{ id: string; expires_at: string | Date }[]> {
  return (
    await sql<{ id: string; expires_at: string | Date }>`select id, expires_at from account_sessions`.execute(database)
  ).rows;
}
