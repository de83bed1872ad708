import dns from 'node:dns';
import net from 'node:net';
import { expect } from 'chai';
import { sql } from 'kysely';
import { isLoopback } from '../../../config/addresses.ts';
import { SqliteAccounts } from '../../../src/adapters/accounts/storage/sqlite-accounts.ts';
import {
  type AccountsUnderTest,
  ANN,
  closeAccounts,
  newFile,
  openAccounts,
  requestOf,
  SECRET,
  STORES,
} from './accounts-under-test.ts';

/** Replaces a method. Returns a function that restores the original method. */
function replace<T extends object, Name extends keyof T>(owner: T, name: Name, by: (original: T[Name]) => T[Name]) {
  const original = owner[name];
  owner[name] = by(original);
  return () => {
    owner[name] = original;
  };
}

/** Signs up, in and out and checks the session, also with mistakes. Returns the secrets that were used. */
async function useAll({ post, send, checker }: AccountsUnderTest): Promise<string[]> {
  const { cookie } = await post('sign-up/email', ANN);
  await post('sign-up/email', ANN);
  await post('sign-up/email', ANN, cookie);
  await post('sign-in/email', { ...ANN, password: 'a wrong password' });
  const { cookie: other } = await post('sign-in/email', ANN);
  await checker.check({ bearer: undefined, cookie });
  await send(requestOf('GET', 'get-session', undefined, cookie));
  await post('change-password', { currentPassword: 'a wrong password', newPassword: 'a new password' }, cookie);
  await post('sign-out', undefined, cookie);
  await checker.check({ bearer: undefined, cookie }).catch(() => {});
  const tokens = [cookie, other].map((text) => text.replace(/^taskport_session=|\..*$/g, ''));
  return [SECRET, ANN.password, 'a wrong password', 'a new password', ...tokens];
}

/** Environment variables that would change settings of Better Auth, if it read them. */
const ENVIRONMENT = {
  BETTER_AUTH_TELEMETRY: '1',
  BETTER_AUTH_TELEMETRY_ENDPOINT: 'http://telemetry.example/',
  BETTER_AUTH_SECRETS: `2:${'s'.repeat(40)}`,
  BETTER_AUTH_URL: 'https://elsewhere.example/other/path',
};

describe('accounts', () => {
  const restores: (() => void)[] = [];
  afterEach(async () => {
    for (const name of Object.keys(ENVIRONMENT)) delete process.env[name];
    for (const restore of restores.splice(0)) restore();
    await closeAccounts();
  });

  for (const { name, missing, open } of STORES) {
    (missing ? it.skip : it)(`send nothing to another machine, in ${name}`, async () => {
      const store = await open();
      const reached: string[] = [];
      const note = (what: string) => reached.push(what);
      restores.push(
        replace(globalThis, 'fetch', () => async (input) => expect.fail(`fetch ${note(String(input))}`)),
        replace(
          dns,
          'lookup',
          (original) =>
            ((host: string, ...rest: unknown[]) => {
              if (!isLoopback(host)) note(host);
              return Reflect.apply(original, dns, [host, ...rest]);
            }) as typeof dns.lookup,
        ),
        replace(
          net.Socket.prototype,
          'connect',
          (original) =>
            function (this: net.Socket, ...args: unknown[]) {
              const [{ host = 'localhost', path }] = [args.flat()[0] as { host?: string; path?: string }];
              if (path === undefined && !isLoopback(host)) note(host);
              return Reflect.apply(original, this, args);
            } as typeof original,
        ),
      );
      Object.assign(process.env, ENVIRONMENT);
      await useAll(await openAccounts(store));
      expect(reached).to.deep.equal([]);
    });
  }

  it('ignore environment variables of Better Auth', async () => {
    const file = newFile();
    const { cookie } = await (await openAccounts(new SqliteAccounts(file))).post('sign-up/email', ANN);
    await closeAccounts();
    Object.assign(process.env, ENVIRONMENT);
    const { checker, post } = await openAccounts(new SqliteAccounts(file));
    expect((await checker.check({ bearer: undefined, cookie })).kind).to.equal('session');
    expect((await post('sign-out', undefined, cookie)).setCookies[0]).to.include('Path=/;');
  });

  it('write nothing to the console, and no password or session token into the audit', async () => {
    const lines: unknown[] = [];
    const write =
      () =>
      (...parts: unknown[]) =>
        void lines.push(parts);
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      restores.push(replace(console, method, write));
    const under = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open());
    const secrets = await useAll(under);
    expect(lines).to.deep.equal([]);
    expect(under.events).not.to.deep.equal([]);
    for (const secret of secrets) expect(JSON.stringify(under.events)).not.to.include(secret);
  });

  it('store only a salted hash of a password, so that equal passwords have different hashes', async () => {
    const { post, store } = await openAccounts(await (STORES[0] as (typeof STORES)[0]).open(), { signUp: 'open' });
    for (const email of ['one@example.com', 'two@example.com']) await post('sign-up/email', { ...ANN, email });
    const { rows } = await sql<{ password: string }>`select password from account_credentials`.execute(store.database);
    const hashes = rows.map(({ password }) => password);
    for (const hash of hashes) expect(hash).to.match(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(new Set(hashes)).to.have.length(2);
  });
});
