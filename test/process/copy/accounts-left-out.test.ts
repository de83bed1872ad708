import { join } from 'node:path';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { startProcess } from '../../support/service/process.ts';

const AUTH_SECRET = 'a secret that signs the cookies of these tests';
const ANN = { email: 'ann@example.com', password: 'correct horse battery' };

/** Starts a service with user accounts on a store, signs up a user if `makesAccount`, and stops the service. */
async function prepare(store: Record<string, string>, makesAccount: boolean): Promise<void> {
  const service = startProcess({ ...store, AUTH_SECRET });
  const base = await service.listening();
  await service.line('ready');
  if (makesAccount) {
    const { status } = await ask('POST', `${base}/api/auth/sign-up/email`, { body: ANN });
    expect(status).to.equal(200);
  }
  service.child.kill('SIGTERM');
  await service.gone;
}

async function copy(from: string): Promise<string> {
  const command = startProcess({}, 'copy', '--from', from, '--to', join(temporaryFolder(), 'new'));
  expect(await command.gone, command.errors()).to.equal(0);
  return command.errors();
}

describe('the copy command', () => {
  for (const [name, isMissing, create] of [
    ['SQLite', false, async () => temporaryFolder()],
    ['PostgreSQL', !hasPostgres(), createDatabase],
  ] as const) {
    (isMissing ? it.skip : it)(`warns that it skips ${name} user accounts, but only if there are any`, async () => {
      const store = await create();
      const variables = name === 'SQLite' ? { DATA_DIR: store } : { DATABASE_URL: store };
      await prepare(variables, false);
      expect(await copy(store))
        .to.include('every row is equal')
        .and.not.to.include('WARNING');
      await prepare(variables, true);
      expect(await copy(store)).to.match(/every row is equal\n\nWARNING: the accounts .* not copied.*SIGN_UP=closed/s);
    });
  }
});
