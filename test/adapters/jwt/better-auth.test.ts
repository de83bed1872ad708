import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { Registry } from 'prom-client';
import { createJwtChecker } from '../../../src/adapters/jwt/create-jwt-checker.ts';
import type { JwtChecker } from '../../../src/adapters/jwt/jwt-checker.ts';
import { instant } from '../../../src/domain/instant.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { silentLog } from '../../support/service/silent-log.ts';

/** Returns the request listener of a Better Auth server with the plugin jwt, set up as in its documentation. */
async function betterAuthOn(database: DatabaseSync, baseURL: string) {
  const auth = betterAuth({
    baseURL,
    database,
    secret: 'a secret of at least thirty-two bytes',
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [jwt({ jwks: { rotationInterval: 3600 } })],
  });
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  return toNodeHandler(auth);
}

describe('JwtChecker with a Better Auth server', () => {
  const database = new DatabaseSync(':memory:');
  const server: Server = createServer();
  let url: string;
  let checker: JwtChecker;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const handle = await betterAuthOn(database, url);
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/api/auth/')) void handle(request, response);
      else response.writeHead(404).end();
    });
    const time = new FakeTime(instant(Date.now()));
    const settings = { issuer: url, audience: url, userClaim: 'sub' };
    checker = createJwtChecker(settings, { time, log: silentLog, registry: new Registry(), fetch });
    checker.start();
  });

  after(() => {
    checker.stop();
    server.closeAllConnections();
    server.close();
    database.close();
  });

  /** Signs a user up, and returns the session cookie. */
  async function signUp(name: string): Promise<string> {
    const response = await fetch(`${url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name, email: `${name}@example.org`, password: 'correct horse battery' }),
    });
    expect(response.status, await response.text()).to.equal(200);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async function tokenOf(cookie: string): Promise<string> {
    const response = await fetch(`${url}/api/auth/token`, { headers: { cookie } });
    return ((await response.json()) as { token: string }).token;
  }

  const check = async (bearer: string) => checker.check({ bearer, cookie: undefined });

  it('finds the keys of the server without discovery, and gives each user of the server a stable id', async () => {
    const [anna, ben] = [await signUp('anna'), await signUp('ben')];
    const actor = await check(await tokenOf(anna));
    expect(actor).to.include({ kind: 'jwt', id: null });
    expect((await check(await tokenOf(anna))).user).to.equal(actor.user);
    expect((await check(await tokenOf(ben))).user).not.to.equal(actor.user);
  });

  it('accepts tokens of the old key and of the new key after a key rotation', async () => {
    const cookie = await signUp('carl');
    const old = await tokenOf(cookie);
    const { user } = await check(old);
    // Better Auth no longer signs with an expired key, but keeps it in the key set for 30 days.
    database.prepare('update jwks set expiresAt = ?').run(new Date(Date.now() - 1000).toISOString());
    const rotated = await tokenOf(cookie);
    expect(decodeProtectedHeader(rotated).kid).not.to.equal(decodeProtectedHeader(old).kid);
    expect((await check(rotated)).user).to.equal(user);
    const { exp } = decodeJwt(rotated);
    expect((await check(rotated)).expiresAt).to.equal((exp as number) * 1000);
    expect((await check(await tokenOf(cookie))).user).to.equal(user);
  });

  it('refuses a token whose payload was changed', async () => {
    const [header, payload, signature] = (await tokenOf(await signUp('dora'))).split('.') as [string, string, string];
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'admin' };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const error = await check([header, changed, signature].join('.')).catch((error) => error);
    expect(error).to.include({ code: 'invalid_token', message: 'wrong signature' });
  });
});
