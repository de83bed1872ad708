import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { startProcess } from '../support/service/process.ts';
import { type Headers, refusalOf } from './requests.ts';

const LIBRARIES = ['better-auth', 'kysely', 'jose'];

/** The folders below `src/adapters` that should be loaded only if their kind of credential is configured. */
const ROOMS = ['accounts', 'jwt'];

const SECRET = 'a secret of at least thirty-two characters';

/** Runs a service, sends requests, and returns the libraries and folders for credentials that it has loaded. */
async function loadedBy(environment: Headers, status: number): Promise<string[]> {
  const list = join(temporaryFolder(), 'modules');
  const hook = new URL('module-list.ts', import.meta.url).href;
  const service = startProcess({ ...environment, NODE_OPTIONS: `--import=${hook}`, MODULE_LIST: list });
  const url = await service.listening();
  await service.line('ready');
  expect((await ask('GET', `${url}/api/me`)).status).to.equal(status);
  // Even a request to an account endpoint must not load the code of accounts.
  const signIn = await ask('POST', `${url}/api/auth/sign-in/email`, { body: { email: 'a@b.example', password: 'x' } });
  expect(refusalOf(signIn)).to.be.deep.oneOf([
    [404, 'not_found'],
    [401, 'unauthenticated'],
    [401, 'sign_in_failed'],
  ]);
  service.child.kill('SIGTERM');
  expect(await service.gone).to.equal(0);
  const modules = readFileSync(list, 'utf8');
  expect(modules).to.include('/src/container.ts\n').and.to.include('/node_modules/koa/');
  return [
    ...LIBRARIES.filter((name) => modules.includes(`/node_modules/${name}/`)),
    ...ROOMS.filter((name) => modules.includes(`/src/adapters/${name}/`)),
  ];
}

describe('the modules that a service loads', () => {
  const jwt = { JWT_ISSUER: 'home', JWT_AUDIENCE: 'tasks', JWT_SECRET: SECRET };

  for (const DATABASE_URL of ['memory:', '']) {
    const store = DATABASE_URL === '' ? 'SQLite' : 'memory';
    const place = () => ({ DATABASE_URL, DATA_DIR: temporaryFolder() });

    it(`include no library for credentials in open mode on ${store}`, async () => {
      expect(await loadedBy(place(), 200)).to.deep.equal([]);
    });

    it(`include jose, but not Better Auth, with a JWT issuer and without accounts on ${store}`, async () => {
      expect(await loadedBy({ ...place(), ...jwt }, 401)).to.deep.equal(['jose', 'jwt']);
    });

    it(`include Better Auth with accounts on ${store}`, async () => {
      const loaded = await loadedBy({ ...place(), AUTH_SECRET: SECRET }, 401);
      expect(loaded).to.include.members(['better-auth', 'kysely', 'accounts']).and.not.to.include('jwt');
    });
  }
});
