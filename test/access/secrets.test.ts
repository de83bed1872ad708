import { expect } from 'chai';
import { SignJWT } from 'jose';
import { talk } from '../../tools/support/client.ts';
import type { ServiceProcess } from '../support/service/process.ts';
import { cookieOf, type Headers, OWN_PAGE } from './requests.ts';
import { expectNone, newSecret, SECRET_PLACES, type SecretPlace } from './secret-places.ts';
import { Utterances } from './utterances.ts';

const TABLES = ['api_tokens', 'account_sessions', 'account_credentials', 'audit_entries'];

for (const { name, missing, open } of SECRET_PLACES) {
  (missing ? describe.skip : describe)(`the secrets of a service on ${name}`, () => {
    const said = new Utterances();
    const secrets: Record<string, string> = {};
    const passwords = { right: newSecret(), wrong: newSecret() };
    let place: SecretPlace;
    let service: ServiceProcess;
    let url: string;

    before(async () => {
      place = await open();
      Object.assign(secrets, place.secrets);
      for (const [whose, password] of Object.entries(passwords)) secrets[`password ${whose}`] = password;
      service = said.start(place.environment);
      url = await service.listening();
      await service.lines('ready', Number(place.environment.WORKERS ?? 1));
    });

    after(async () => {
      service?.child.kill('SIGTERM');
      await service?.gone;
    });

    const post = (path: string, body: unknown, headers: Headers = {}) =>
      said.ask('POST', `${url}/api/${path}`, { body, headers });

    /** Returns a JWT. Adds its payload, its signature and one of its claims to the secrets that must not appear. */
    async function jwt(
      kind: string,
      { key = place.secrets.JWT_SECRET, aud = 'tasks', exp = 600 } = {},
    ): Promise<string> {
      const [claim, now] = [newSecret(), Math.floor(Date.now() / 1000)];
      const token = await new SignJWT({ iss: 'home', aud, sub: `sub-${claim}`, claim, exp: now + exp })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(key as string));
      const [, payload, signature] = token.split('.') as [string, string, string];
      Object.assign(secrets, {
        [`${kind}: claim`]: claim,
        [`${kind}: payload`]: payload,
        [`${kind}: signature`]: signature,
      });
      return token;
    }

    /** Signs a user up or in. Returns the session cookie, and adds its parts to the secrets that must not appear. */
    async function sign(how: 'up' | 'in'): Promise<string> {
      const account = { email: 'a@b.example', password: passwords.right };
      const signed = await post(`auth/sign-${how}/email`, how === 'up' ? { ...account, name: 'A' } : account);
      expect(signed.status, signed.text).to.equal(200);
      const cookie = cookieOf(signed);
      const [session, signature] = (cookie.split('=')[1] as string).split('.') as [string, string];
      Object.assign(secrets, { [`session ${session}`]: session, [`signature of ${session}`]: signature });
      return cookie;
    }

    async function newToken(cookie: string, kind: string): Promise<string> {
      const { json } = await post('me/tokens', { name: 'x' }, { Cookie: cookie, ...OWN_PAGE });
      secrets[kind] = json.token.slice('tp_'.length);
      return json.token;
    }

    /** Sends requests that use or misuse credentials, each in a way that reaches different code. */
    async function misuse(credentials: Headers, cookie: string): Promise<void> {
      const send = (headers: Headers, path = 'me', method = 'GET') =>
        said.ask(method, `${url}/api/${path}`, { headers });
      for (const credential of Object.values(credentials)) {
        const headers = { Authorization: `Bearer ${credential}` };
        for (const path of ['me', 'me/tasks', 'me/tokens', 'me/audit']) await send(headers, path);
        await send({ Authorization: `Bearer ${credential}!` });
        await send({ Authorization: `Basic ${credential}` });
        await send({ ...headers, Cookie: cookie });
        await send({ ...headers, 'X-Request-Id': 'not an id' }, `${credential}/tasks`);
        await send(headers, `me/tokens/${credential}`, 'DELETE');
        await send(headers, `me/tasks/${credential}?access_token=${credential}&cursor=${credential}`);
        await send(headers, `auth/${credential}`);
        await send({}, `${credential}?token=${credential}`);
        await said.ask('GET', `${url}/metrics`, { headers });
        await said.ask('POST', `${url}/api/me/tasks`, { headers, body: `{"title": ${credential}` });
        said.add(
          await talk(url, `GET /api/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${credential}\r\n: bad\r\n\r\n`),
        );
        said.add(await talk(url, `GET /${credential} HTTP/9.9\r\nAuthorization: ${credential}\r\n\r\n`));
      }
      for (const changed of [cookie, cookie.slice(0, -9), `${cookie}; ${cookie}`]) {
        await send({ Cookie: changed });
        await send({ Cookie: changed, ...OWN_PAGE }, 'auth/sign-out-of-all', 'POST');
        await send({ Cookie: changed, 'Sec-Fetch-Site': 'cross-site' }, 'me/tokens', 'POST');
      }
      await send({ Cookie: cookie }, 'auth/get-session');
    }

    /** Sends requests that read and write all tables of accounts, tokens and the audit. */
    async function useAll({ token, jwt }: Headers, cookie: string): Promise<void> {
      const page = { Cookie: cookie, ...OWN_PAGE };
      const { right } = passwords;
      for (const headers of [{ Authorization: `Bearer ${token}` }, { Authorization: `Bearer ${jwt}` }, page]) {
        await said.ask('GET', `${url}/api/me`, { headers });
        await post('me/tokens', { name: 'y' }, headers);
      }
      await post('auth/sign-in/email', { email: 'a@b.example', password: right });
      await post('auth/change-password', { currentPassword: right, newPassword: right }, page);
    }

    async function signInWrongly(): Promise<void> {
      const { right, wrong } = passwords;
      for (const email of ['a@b.example', 'nobody@b.example', 'none']) {
        await post('auth/sign-in/email', { email, password: wrong });
      }
      for (const body of [
        { email: 'a@b.example', password: [wrong] },
        { email: right, password: { [wrong]: wrong } },
        { email: 'c@b.example', password: wrong.repeat(9), name: 'C' },
        `{"email": "a@b.example", "password": "${wrong}" "${right}"}`,
        `email=a@b.example&password=${wrong}`,
      ]) {
        for (const path of ['sign-up', 'sign-in']) await post(`auth/${path}/email`, body);
      }
      await post('auth/change-password', { currentPassword: wrong, newPassword: right });
    }

    it('stay secret: no log, error, metric or process list contains one, even while tables are missing or reject rows', async () => {
      const cookie = await sign('up');
      const credentials = {
        token: await newToken(cookie, 'token'),
        revoked: await newToken(cookie, 'revoked token'),
        jwt: await jwt('JWT'),
        expired: await jwt('expired JWT', { exp: -600 }),
        forged: await jwt('forged JWT', { key: newSecret() }),
        elsewhere: await jwt('JWT for elsewhere', { aud: 'elsewhere' }),
      };
      const { json } = await said.ask('GET', `${url}/api/me/tokens`, { headers: { Cookie: cookie } });
      await said.ask('DELETE', `${url}/api/me/tokens/${json[0].id}`, { headers: { Cookie: cookie, ...OWN_PAGE } });
      await misuse(credentials, cookie);
      await signInWrongly();
      for (const table of TABLES) {
        for (const row of await place.query(`select * from ${table}`)) {
          for (const column of ['hash', 'token', 'password']) {
            if (typeof row[column] === 'string') secrets[`${table}.${column} ${row.id}`] = row[column];
          }
        }
      }
      for (const [begin, end] of TABLES.flatMap((table) => place.faultsOf(table))) {
        // Signs in again, because the password change during the previous fault has ended the session used there.
        const session = await sign('in');
        await place.query(begin);
        await useAll(credentials, session);
        await place.query(end);
      }
      const metrics = { Authorization: `Bearer ${place.secrets.METRICS_TOKEN}` };
      expect((await said.ask('GET', `${url}/metrics`, { headers: metrics })).text).to.include('taskport_');
      for (const path of ['openapi.json', 'docs', 'health', '']) await said.ask('GET', `${url}/${path}`);
      said.addCommandLines(service.pid);
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
      for (const word of ['"msg":"stopped"', '"outcome":"sign_in_failed"', '"code":"invalid_token"']) {
        expect(said.text).to.include(word);
      }
      for (const table of TABLES)
        expect(said.text).to.match(new RegExp(`no such table: ${table}|${table}.{0,4} does not exist`));
      // PostgreSQL's message "Failing row contains …" quotes a row that was not stored, and so perhaps a secret that
      // this test does not know.
      expect(said.text).not.to.include('Failing row');
      expectNone(secrets, said.text);
    });
  });
}
