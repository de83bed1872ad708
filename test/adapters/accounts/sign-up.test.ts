import { expect } from 'chai';
import { sql } from 'kysely';
import { listUsers } from '../../../src/adapters/accounts/users.ts';
import {
  type AccountsUnderTest,
  ANN,
  BOB,
  CLIENT,
  closeAccounts,
  openAccounts,
  requestOf,
  STORES,
  told,
} from './accounts-under-test.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

for (const { name, missing, open } of STORES) {
  (missing ? describe.skip : describe)(`signing up, with accounts in ${name}`, () => {
    after(closeAccounts);

    const emails = async ({ accounts }: AccountsUnderTest) =>
      (await listUsers(accounts.auth)).map(({ email }) => email);

    it('makes the first user the administrator, and refuses the second user when SIGN_UP is "first"', async () => {
      const under = await openAccounts(await open());
      const first = await under.post('sign-up/email', { ...ANN, name: 'Ann' });
      expect(first.status).to.equal(200);
      expect(first.body.user).to.include({ email: ANN.email, name: 'Ann', administrator: true, disabled: false });
      expect(first.body.user.id).to.match(UUID);
      const next = await under.post('sign-up/email', BOB);
      expect([next.status, next.body.code]).to.deep.equal([403, 'sign_up_closed']);
      expect(await emails(under)).to.deep.equal([ANN.email]);
      expect(under.events.map(told)).to.deep.equal([['sign_up', 'ok', first.body.user.id]]);
      expect(under.events[0]).to.include(CLIENT);
    });

    it('fails if Better Auth calls the sign-up hook without the context that the search for existing users needs', async () => {
      const { accounts } = await openAccounts(await open());
      const { before } = accounts.auth.options.databaseHooks.user.create;
      const user = { ...ANN, id: '1', name: 'Ann', emailVerified: false, createdAt: new Date(), updatedAt: new Date() };
      const failed = await Promise.resolve(before(user, null)).then(String, String);
      expect(failed).to.equal('Error: Better Auth made a user without a context');
    });

    it('accepts only one of several concurrent first users when SIGN_UP is "first"', async () => {
      const under = await openAccounts(await open());
      const users = Array.from({ length: 5 }, (_, i) => ({ ...ANN, email: `user${i}@example.com` }));
      const answers = await Promise.all(users.map((user) => under.post('sign-up/email', user)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 403, 403, 403, 403]);
      expect(await emails(under)).to.have.length(1);
    });

    it('lets a signed-in administrator add accounts when SIGN_UP is "first", and keeps the administrator signed in', async () => {
      const under = await openAccounts(await open());
      const { cookie, body } = await under.post('sign-up/email', ANN);
      const added = await under.post('sign-up/email', BOB, cookie);
      expect([added.status, added.body.user.email, added.setCookies]).to.deep.equal([200, BOB.email, []]);
      expect((await under.checker.check({ bearer: undefined, cookie })).user).to.equal(body.user.id);
      const sessions = await sql`select id from account_sessions`.execute(under.store.database);
      expect(sessions.rows).to.have.length(1);
      const bob = await under.post('sign-in/email', BOB);
      expect([bob.status, bob.body.user.administrator]).to.deep.equal([200, null]);
      const byBob = await under.post('sign-up/email', { ...BOB, email: 'carol@example.com' }, bob.cookie);
      expect([byBob.status, byBob.body.code]).to.deep.equal([403, 'sign_up_closed']);
    });

    it('accepts every user when SIGN_UP is "open", and makes exactly one of the users the administrator', async () => {
      const under = await openAccounts(await open(), { signUp: 'open' });
      const answers = await Promise.all([ANN, BOB].map((user) => under.post('sign-up/email', user)));
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      const users = await listUsers(under.accounts.auth);
      expect(users.map(({ administrator }) => administrator).sort()).to.deep.equal([false, true]);
    });

    it('accepts nobody when SIGN_UP is "closed", not even the first user', async () => {
      const under = await openAccounts(await open(), { signUp: 'closed' });
      const { status, body } = await under.post('sign-up/email', ANN);
      expect([status, body.code]).to.deep.equal([403, 'sign_up_closed']);
      expect(await emails(under)).to.deep.equal([]);
    });

    it('answers 409 if the email address has an account, even in different upper or lower case', async () => {
      const under = await openAccounts(await open(), { signUp: 'open' });
      await under.post('sign-up/email', ANN);
      const { status, body } = await under.post('sign-up/email', { ...ANN, email: 'ANN@Example.com' });
      expect([status, body.code]).to.deep.equal([409, 'account_exists']);
    });

    it('ignores fields that a user must not set, such as id and administrator', async () => {
      const under = await openAccounts(await open(), { signUp: 'open' });
      await under.post('sign-up/email', ANN);
      const fields = {
        ...BOB,
        administrator: true,
        emailVerified: true,
        id: 'mine',
        callbackURL: 'https://evil.example',
      };
      const { body } = await under.post('sign-up/email', fields);
      expect(body.user).to.include({ administrator: null, emailVerified: false });
      expect(body.user.id).to.match(UUID);
      expect(body).to.have.all.keys('user');
    });
  });
}

describe('a request to sign up', () => {
  let under: AccountsUnderTest;
  before(async () => {
    under = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open());
  });
  after(closeAccounts);

  for (const [field, value, type] of [
    ['email', 'nobody', 'value_error'],
    ['email', `${'a'.repeat(250)}@example.com`, 'string_too_long'],
    ['email', 'a\0b@example.com', 'string_unicode'],
    ['email', undefined, 'missing'],
    ['password', '1234567', 'string_too_short'],
    ['password', 'x'.repeat(129), 'string_too_long'],
    ['password', 12345678, 'string_type'],
    ['name', 'x'.repeat(101), 'string_too_long'],
  ] as const) {
    it(`gets 422 that names the field if ${field} is ${JSON.stringify(value)?.slice(0, 30)}`, async () => {
      const { status, body } = await under.post('sign-up/email', { ...ANN, [field]: value });
      expect(status).to.equal(422);
      expect(body.detail).to.have.length(1);
      expect(body.detail[0]).to.deep.include({ type, loc: ['body', field] });
      expect(body).to.include({ code: 'validation_failed', request_id: CLIENT.requestId });
    });
  }

  it('gets 400 if its body is not JSON', async () => {
    const request = new Request(requestOf('POST', 'sign-up/email'), { body: '{"email":' });
    const { status, body } = await under.send(request);
    expect([status, body.code, body.request_id]).to.deep.equal([400, 'malformed_json', CLIENT.requestId]);
  });

  it('gets 415 if its body is an HTML form, which a page of another site could send', async () => {
    const form = new URLSearchParams(ANN);
    const request = new Request('http://127.0.0.1:8000/api/auth/sign-up/email', { method: 'POST', body: form });
    const { status, body } = await under.send(request);
    expect([status, body.code]).to.deep.equal([415, 'unsupported_media_type']);
  });

  for (const path of [
    '',
    'ok',
    'error',
    'sign-in/social',
    'update-user',
    'delete-user',
    'constructor',
    'list-sessions',
  ]) {
    it(`gets 404 if it is sent to ${JSON.stringify(path)}, which is not an endpoint of the service`, async () => {
      const { status, body } = await under.post(path, {});
      expect([status, body.code]).to.deep.equal([404, 'not_found']);
    });
  }

  it('gets 405 if its method is GET', async () => {
    const { status, body } = await under.send(requestOf('GET', 'sign-up/email'));
    expect([status, body.code]).to.deep.equal([405, 'method_not_allowed']);
  });
});
