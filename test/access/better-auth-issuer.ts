import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { cookieOf } from './requests.ts';

/** A local Better Auth server with the plugin jwt, which issues tokens. Its users are in memory. */
export interface Issuer {
  readonly url: string;
  /** Signs a user up, and returns a function that gets a new token of the user. */
  signUp(name: string): Promise<() => Promise<string>>;
  /** Expires the signing keys, which stay in the key set. The next token is signed with a new key. */
  retireKeys(): void;
  /** Closes the server, so that connections are refused. */
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  const database = new DatabaseSync(':memory:');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const auth = betterAuth({
    baseURL: url,
    database,
    secret: 'a secret of at least thirty-two bytes',
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [jwt({ jwks: { rotationInterval: 3600 } })],
  });
  await (await getMigrations(auth.options)).runMigrations();
  const handle = toNodeHandler(auth);
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/api/auth/')) void handle(request, response);
    else response.writeHead(404).end();
  });
  return {
    url,
    async signUp(name) {
      const body = { name, email: `${name}@example.org`, password: 'correct horse battery' };
      const signedUp = await ask('POST', `${url}/api/auth/sign-up/email`, { headers: { Origin: url }, body });
      expect(signedUp.status, signedUp.text).to.equal(200);
      const headers = { Cookie: cookieOf(signedUp) };
      return async () => (await ask('GET', `${url}/api/auth/token`, { headers })).json.token;
    },
    // Better Auth no longer signs with an expired key, but keeps it in the key set for 30 days.
    retireKeys() {
      database.prepare('update jwks set expiresAt = ?').run(new Date(Date.now() - 1000).toISOString());
    },
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      database.close();
    },
  };
}
