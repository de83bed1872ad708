import { expect } from 'chai';
import { disableUser } from '../../../src/adapters/accounts/users.ts';
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

for (const { name, missing, open } of STORES) {
  (missing ? describe.skip : describe)(`signing in, with accounts in ${name}`, () => {
    let under: AccountsUnderTest;
    let ann: string;
    before(async () => {
      under = await openAccounts(await open(), { signUp: 'open' });
      ann = (await under.post('sign-up/email', ANN)).body.user.id;
    });
    beforeEach(() => {
      under.events.length = 0;
    });
    after(closeAccounts);

    it('returns the user and a session cookie, and records the sign-in in the audit', async () => {
      const { status, body, setCookies } = await under.post('sign-in/email', { ...ANN, email: 'Ann@Example.com' });
      expect(status).to.equal(200);
      expect(body.user.id).to.equal(ann);
      expect(setCookies).to.have.length(1);
      expect(setCookies[0]).to.match(/^taskport_session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
      expect(under.events.map(told)).to.deep.equal([['sign_in', 'ok', ann]]);
    });

    it('returns the same error for a wrong password and for an unknown email address, and records both failures', async () => {
      const wrong = await under.post('sign-in/email', { ...ANN, password: 'something else' });
      const unknown = await under.post('sign-in/email', { ...ANN, email: 'nobody@example.com' });
      const long = await under.post('sign-in/email', { ...ANN, password: 'x'.repeat(1_000) });
      expect(wrong).to.deep.equal({
        status: 401,
        body: {
          detail: 'The email address or the password is wrong',
          code: 'sign_in_failed',
          request_id: CLIENT.requestId,
        },
        setCookies: [],
        cookie: '',
      });
      expect([unknown, long]).to.deep.equal([wrong, wrong]);
      expect(under.events.map(told)).to.deep.equal([
        ['sign_in', 'sign_in_failed', ann],
        ['sign_in', 'sign_in_failed', null],
        ['sign_in', 'sign_in_failed', ann],
      ]);
    });

    it('fails with the same error as for a wrong password if the user is disabled; disabling a user also ends the user’s sessions', async () => {
      const { cookie } = await under.post('sign-up/email', BOB);
      await disableUser(under.accounts.auth, 'BOB@example.com');
      const { status, body } = await under.post('sign-in/email', BOB);
      expect([status, body.code]).to.deep.equal([401, 'sign_in_failed']);
      const session = await under.send(requestOf('GET', 'get-session', undefined, cookie));
      expect([session.status, session.body]).to.deep.equal([200, null]);
    });

    it('starts a session; a sign-out ends the session and makes the browser delete the session cookie', async () => {
      const { cookie } = await under.post('sign-in/email', ANN);
      const out = await under.post('sign-out', undefined, cookie);
      expect([out.status, out.body]).to.deep.equal([200, { success: true }]);
      expect(out.setCookies).to.deep.equal(['taskport_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']);
      expect((await under.send(requestOf('GET', 'get-session', undefined, cookie))).body).to.equal(null);
      expect(under.events.map(told)).to.deep.equal([
        ['sign_in', 'ok', ann],
        ['sign_out', 'ok', ann],
      ]);
    });

    it('starts a session that ends when the user changes the password in another session; the change requires the current password', async () => {
      const [other, own] = [await under.post('sign-in/email', ANN), await under.post('sign-in/email', ANN)];
      const wrong = { currentPassword: 'something else', newPassword: 'a new password' };
      const refused = await under.post('change-password', wrong, own.cookie);
      expect([refused.status, refused.body.detail[0].loc]).to.deep.equal([422, ['body', 'currentPassword']]);
      const fields = { currentPassword: ANN.password, newPassword: ANN.password };
      const changed = await under.post('change-password', fields, own.cookie);
      expect([changed.status, Object.keys(changed.body)]).to.deep.equal([200, ['user']]);
      const session = (cookie: string) => under.send(requestOf('GET', 'get-session', undefined, cookie));
      expect((await session(other.cookie)).body).to.equal(null);
      expect((await session(changed.cookie)).body.user.id).to.equal(ann);
    });

    it('starts a new session at every sign-in, and POST revoke-sessions ends all sessions of the user', async () => {
      const [one, other] = [await under.post('sign-in/email', ANN), await under.post('sign-in/email', ANN)];
      expect((await under.post('revoke-sessions', undefined, one.cookie)).status).to.equal(200);
      for (const { cookie } of [one, other]) {
        const { status, body } = await under.post('revoke-other-sessions', undefined, cookie);
        expect([status, body.code]).to.deep.equal([401, 'unauthenticated']);
      }
    });

    it('never returns the token of a session in a response body', async () => {
      const { cookie, body } = await under.post('sign-in/email', ANN);
      const session = await under.send(requestOf('GET', 'get-session', undefined, cookie));
      const token = cookie.replace(/^taskport_session=|\..*$/g, '');
      expect(token).to.have.length(32);
      expect(JSON.stringify([body, session.body])).not.to.include(token);
    });
  });
}

describe('the session cookie', () => {
  afterEach(closeAccounts);
  const open = STORES[0]?.open as (typeof STORES)[0]['open'];

  for (const [publicUrl, url, attributes] of [
    [undefined, 'http://127.0.0.1:8000', 'Path=/; HttpOnly; SameSite=Strict'],
    [undefined, 'http://localhost:8000', 'Path=/; HttpOnly; SameSite=Strict'],
    [undefined, 'http://[::1]:8000', 'Path=/; HttpOnly; SameSite=Strict'],
    [undefined, 'http://tasks.example', 'Path=/; HttpOnly; Secure; SameSite=Strict'],
    [undefined, 'https://localhost', 'Path=/; HttpOnly; Secure; SameSite=Strict'],
    ['https://tasks.example', 'http://127.0.0.1:8000', 'Path=/; HttpOnly; Secure; SameSite=Strict'],
    ['https://home.example/tasks', 'http://127.0.0.1:8000', 'Path=/tasks; HttpOnly; Secure; SameSite=Strict'],
  ] as const) {
    it(`has the attributes ${attributes} in the answer to a request to ${url} if PUBLIC_URL is ${publicUrl}`, async () => {
      const under = await openAccounts(await open(), { publicUrl });
      const { setCookies } = await under.send(
        new Request(`${url}/api/auth/sign-up/email`, requestOf('POST', 'sign-up/email', ANN)),
      );
      expect(setCookies).to.have.length(1);
      expect(setCookies[0]?.replace(/^taskport_session=[^;]+; Max-Age=604800; /, '')).to.equal(attributes);
    });
  }
});
