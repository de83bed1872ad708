import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';
import { type AccountsService, ADMINISTRATOR, PLACES, startAccounts } from './accounts-service.ts';
import { cookieOf, post, refusalOf, type Send, sender, withCookie, withToken } from './requests.ts';

/** Sends four requests one after another on new connections, so that each of two workers answers at least one. */
async function everyWorker(request: () => Promise<Answer>): Promise<Answer[]> {
  return [await request(), await request(), await request(), await request()];
}

async function newToken(send: Send, fields: object = {}): Promise<{ id: string; token: string }> {
  const made = await send('POST', '/tokens', { name: 'Backup script', ...fields });
  expect(made.status, made.text).to.equal(201);
  return made.json;
}

for (const { name, missing, workers, open } of PLACES) {
  (missing ? describe.skip : describe)(`a service with accounts on ${name}`, () => {
    let service: AccountsService;

    before(async () => {
      service = await startAccounts(await open(), { WORKERS: workers });
    });

    after(() => service?.stop());

    it('lets the first user sign up, and refuses the second user with 403', async () => {
      const { email, password } = ADMINISTRATOR;
      const second = await post(service.url, 'sign-up/email', { email: 'bob@example.com', password, name: 'Bob' });
      expect(refusalOf(second)).to.deep.equal([403, 'sign_up_closed']);
      const signedIn = await post(service.url, 'sign-in/email', { email, password });
      expect(signedIn.json.user).to.include({ id: service.user, administrator: true });
      expect((await service.send('GET', '')).json).to.include({ user_id: service.user, auth: 'session' });
    });

    it('accepts writes with the session cookie from its own pages, and refuses them from pages of other sites', async () => {
      const { url, cookie, send } = service;
      expect((await send('POST', '/tasks', { title: 'from our page' })).status).to.equal(201);
      const before = (await send('GET', '/changes')).json;
      for (const headers of [
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site' },
        { Origin: 'https://elsewhere.example' },
        {},
      ]) {
        const foreign = sender(url, { Cookie: cookie, ...headers });
        expect(refusalOf(await foreign('POST', '/tasks', { title: 'forged' }))).to.deep.equal([403, 'cross_origin']);
        expect(refusalOf(await foreign('POST', '/tokens', { name: 'forged' }))).to.deep.equal([403, 'cross_origin']);
      }
      expect((await send('GET', '/changes')).json).to.deep.equal(before);
      expect((await send('GET', '/tokens')).text).not.to.include('forged');
      expect((await sender(url, { Cookie: cookie, Origin: url })('POST', '/tasks', { title: 'x' })).status).to.equal(
        201,
      );
    });

    it('creates an API token for a session, and refuses the token in every worker once it is revoked', async () => {
      const { id, token } = await newToken(service.send);
      const use = () => withToken(service.url, token)('GET', '/tasks');
      for (const { status } of await everyWorker(use)) expect(status).to.equal(200);
      expect((await service.send('DELETE', `/tokens/${id}`)).status).to.equal(204);
      for (const answer of await everyWorker(use)) {
        expect(refusalOf(answer)).to.deep.equal([401, 'invalid_token']);
        expect(answer.headers['www-authenticate']).to.match(/error="invalid_token", error_description="revoked"$/);
      }
      expect((await service.send('DELETE', `/tokens/${id}`)).status).to.equal(404);
    });

    it('names in each entry of the change log the session or API token that made the change', async () => {
      const { id, token } = await newToken(service.send, { scopes: ['tasks:write'] });
      const { user, url, send } = service;
      const written = [
        await send('POST', '/tasks', { title: 'a' }),
        await withToken(url, token)('POST', '/tasks', { title: 'b' }),
      ];
      const ids = written.map(({ json }) => json.id);
      const { changes } = (await send('GET', '/changes')).json;
      const [bySession, byToken] = ids.map(
        (id) => changes.find(({ task }: { task: { id: string } }) => task.id === id).actor,
      );
      expect(byToken).to.deep.equal({ user, kind: 'token', id });
      expect(bySession).to.include({ user, kind: 'session' });
      expect(bySession.id).to.match(/^[0-9a-f-]{36}$/);
      expect(service.cookie).not.to.include(bySession.id);
      expect(refusalOf(await withToken(url, token)('GET', '/tokens'))).to.deep.equal([403, 'insufficient_scope']);
    });

    it('lets accounts added by the command "user" sign in, and refuses the credentials of disabled accounts', async () => {
      const { url, run } = service;
      const bob = { email: 'bob@example.com', password: 'a password of Bob' };
      expect(await run(['user', 'add', bob.email], `${bob.password}\n`)).to.include({ code: 0, out: '' });
      const signedIn = await post(url, 'sign-in/email', bob);
      const send = withCookie(url, cookieOf(signedIn));
      const { token } = await newToken(send);
      for (const answer of await everyWorker(() => send('GET', ''))) {
        expect(answer.json.user_id).to.equal(signedIn.json.user.id).and.not.to.equal(service.user);
      }
      expect((await withToken(url, token)('GET', '')).status).to.equal(200);
      const listed = await run(['user', 'list']);
      expect(listed).to.include({ code: 0, errors: '2 accounts\n' });
      expect(listed.out).to.match(/ann@example\.com {2}administrator\n.* bob@example\.com\n$/);
      expect((await run(['user', 'disable', bob.email])).code).to.equal(0);
      for (const refused of [
        ...(await everyWorker(() => send('GET', ''))),
        ...(await everyWorker(() => withToken(url, token)('GET', ''))),
      ]) {
        expect(refusalOf(refused)).to.deep.equal([401, 'invalid_token']);
      }
      expect(refusalOf(await post(url, 'sign-in/email', bob))).to.deep.equal([401, 'sign_in_failed']);
      expect((await service.send('GET', '')).status).to.equal(200);
    });

    it('accepts API tokens created by the command "token"; the command also lists and revokes tokens created over HTTP', async () => {
      const { url, run, user, send } = service;
      const made = await run(['token', 'create', 'By hand', '--user', user, '--scopes', 'tasks:read']);
      expect(made.code, made.errors).to.equal(0);
      const byHand = withToken(url, made.out.trim());
      expect((await byHand('GET', '')).json).to.deep.include({ user_id: user, auth: 'token', scopes: ['tasks:read'] });
      expect(refusalOf(await byHand('POST', '/tasks', { title: 'x' }))).to.deep.equal([403, 'insufficient_scope']);
      const { id, token } = await newToken(send, { name: 'By page' });
      const listed = await run(['token', 'list', '--user', user]);
      expect(listed.out).to.include('By hand\n').and.to.include(id);
      expect((await run(['token', 'revoke', id, '--user', user])).code).to.equal(0);
      for (const answer of await everyWorker(() => withToken(url, token)('GET', ''))) {
        expect(refusalOf(answer)).to.deep.equal([401, 'invalid_token']);
      }
      expect((await byHand('GET', '')).status).to.equal(200);
    });

    it('keeps sessions, API tokens and audit entries after a restart', async () => {
      const { token } = await newToken(service.send);
      const before = (await service.send('GET', '/audit?limit=100')).json;
      service = await service.restart();
      expect((await service.send('GET', '')).json).to.include({ user_id: service.user, auth: 'session' });
      expect((await withToken(service.url, token)('GET', '')).json).to.include({
        user_id: service.user,
        auth: 'token',
      });
      expect((await service.send('GET', '/audit?limit=100')).json).to.deep.include.members(before);
    });

    it('ends a session in every worker when its user signs out', async () => {
      const { email, password } = ADMINISTRATOR;
      const cookie = cookieOf(await post(service.url, 'sign-in/email', { email, password }));
      const send = withCookie(service.url, cookie);
      for (const { status } of await everyWorker(() => send('GET', ''))) expect(status).to.equal(200);
      const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
      expect((await ask('POST', `${service.url}/api/auth/sign-out`, { headers })).status).to.equal(200);
      for (const answer of await everyWorker(() => send('GET', ''))) {
        expect(refusalOf(answer)).to.deep.equal([401, 'invalid_token']);
      }
      expect((await service.send('GET', '')).status).to.equal(200);
    });
  });

  (missing ? describe.skip : describe)(`the audit of a service with accounts on ${name}`, () => {
    it('lists the audit entries of a user newest first, and the log of the service has a line for each entry', async () => {
      // Uses one worker. A refused request is answered before it is recorded, so a second worker might list the audit
      // without this entry.
      const service = await startAccounts(await open());
      const { url, user, cookie, send } = service;
      const { email, password } = ADMINISTRATOR;
      await post(url, 'sign-in/email', { email, password: 'not the password' });
      await post(url, 'sign-in/email', { email, password });
      const { id, token } = await newToken(send, { scopes: ['tasks:read'] });
      const read = withToken(url, token);
      for (let i = 0; i < 2; i++) expect((await read('GET', '/tasks')).status).to.equal(200);
      await read('POST', '/tasks', { title: 'x' });
      await send('DELETE', `/tokens/${id}`);
      await read('GET', '/tasks');
      await sender(url, { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' })('POST', '/tasks', { title: 'x' });
      await ask('GET', `${url}/api/00000000-0000-4000-8000-000000000000/tasks`, { headers: { Cookie: cookie } });
      const entries: Record<string, string>[] = (await send('GET', '/audit')).json;
      expect(entries.toReversed().map(({ event, outcome }) => `${event} ${outcome}`)).to.deep.equal([
        'sign_up ok',
        'sign_in sign_in_failed',
        'sign_in ok',
        'token_created ok',
        'token_first_used ok',
        'refused insufficient_scope',
        'token_revoked ok',
        'refused invalid_token',
        'refused cross_origin',
        'refused wrong_user',
      ]);
      const pages = [];
      let path: string | undefined = '/audit?limit=3';
      while (path !== undefined) {
        const page: Answer = await send('GET', path);
        pages.push(...page.json);
        path = /<\/api\/me([^>]*)>/.exec(String(page.headers.link))?.[1];
      }
      expect(pages).to.deep.equal(entries);
      for (const { event, outcome, request_id: requestId, address } of entries) {
        expect(address).to.equal('127.0.0.1');
        await service.process.line('access', { id: requestId, event, outcome, user_id: user });
      }
      await service.stop();
    });
  });
}
