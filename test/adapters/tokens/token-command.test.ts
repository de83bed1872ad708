import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { type RequiredService, startRequired, storeToken } from '../../support/service/required-service.ts';
import { someUser } from '../../support/tasks.ts';

interface Result {
  readonly code: unknown;
  readonly out: string;
  readonly errors: string;
}

/** Runs `taskport token …` in a process of its own. */
function run(environment: Record<string, string>, ...args: readonly string[]): Promise<Result> {
  const env = { PATH: process.env.PATH ?? '', ENVIRONMENT: 'test', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/main.ts', 'token', ...args], { env }, (error, out, errors) => {
      resolve({ code: error?.code ?? 0, out, errors });
    });
  });
}

const STORES = {
  SQLite: async () => {
    const dataDir = temporaryFolder();
    return { database: { kind: 'sqlite', dataDir }, environment: { DATA_DIR: dataDir } } as const;
  },
  PostgreSQL: async () => {
    const url = await createDatabase();
    return { database: { kind: 'postgres', url }, environment: { DATABASE_URL: url } } as const;
  },
};

for (const [name, open] of Object.entries(STORES)) {
  describe(`the command "taskport token" beside a running service on ${name}`, () => {
    let service: RequiredService;
    let token: (...args: readonly string[]) => Promise<Result>;

    before(async function () {
      if (name === 'PostgreSQL' && !hasPostgres()) this.skip();
      const { database, environment } = await open();
      service = await startRequired(database);
      token = (...args) => run(environment, ...args);
    });

    after(() => service?.close());

    const send = (path: string, bearer: string) =>
      ask('GET', `${service.url}/api/me${path}`, { headers: { Authorization: `Bearer ${bearer}` } });

    it('creates a token that works immediately, and prints only its secret to the standard output', async () => {
      const user = someUser();
      const made = await token(
        'create',
        'Backup script',
        '--user',
        user.toUpperCase(),
        '--scopes',
        'tasks:read,tokens',
      );
      expect(made.code, made.errors).to.equal(0);
      expect(made.out).to.match(/^tp_[0-9A-Za-z]{46}\n$/);
      expect(made.errors).to.match(
        /^Made the token [0-9a-f-]{36}, which ends at .*Z\. Its secret above is shown only here\n$/,
      );
      const answer = await send('', made.out.trim());
      expect(answer.json).to.include({ user_id: user, auth: 'token' });
      expect(answer.json.scopes).to.deep.equal(['tasks:read', 'tokens']);
      const audit = (await send('/audit', made.out.trim())).json;
      expect(audit.map(({ event }: { event: string }) => event)).to.deep.equal(['token_first_used', 'token_created']);
      expect(audit[1]).to.include({ address: 'localhost', request_id: 'taskport-token' });
    });

    it('lists the tokens of a user without their secrets', async () => {
      const made = await storeToken(service);
      const { userId: user, id } = made.token;
      await token('create', 'Second', '--user', user, '--expires', '2099-12-31T00:00:00Z', '--scopes', 'tasks:read');
      const { code, out, errors } = await token('list', '--user', user);
      expect([code, errors]).to.deep.equal([0, '2 tokens\n']);
      const [first, second] = out.split('\n');
      expect(first).to.match(
        /^[0-9a-f-]{36} {2}tasks:read {2}ends 2099-12-31T00:00:00.000Z {2}last used never {2}Second$/,
      );
      expect(second).to.include(`${id}  tasks:read,tasks:write,tokens  ends`).and.include('  Some token');
      expect(out).not.to.include('tp_');
    });

    it('revokes a token, which the running service then refuses immediately', async () => {
      const { token: stored, secret } = await storeToken(service);
      expect((await send('', secret)).status).to.equal(200);
      const revoked = await token('revoke', stored.id, '--user', stored.userId);
      expect(revoked).to.include({ code: 0, out: '' });
      expect((await send('', secret)).json).to.include({ code: 'invalid_token', detail: 'revoked' });
      const again = await token('revoke', stored.id, '--user', stored.userId);
      expect(again).to.deep.equal({ code: 69, out: '', errors: 'Cannot change tokens: Token not found\n' });
    });

    it('prints one line that explains the mistake, and changes nothing, when its arguments are wrong', async () => {
      const { userId: user, id } = (await storeToken(service)).token;
      const usage = /token create NAME --user ID .*, token list --user ID, or token revoke TOKEN_ID --user ID/;
      for (const [args, message] of [
        [[], usage],
        [['create'], usage],
        [['create', '--user', user], usage],
        [['create', 'x', 'y', '--user', user], usage],
        [['list', 'x', '--user', user], usage],
        [['revoke', '--user', user], usage],
        [['remove', id, '--user', user], usage],
        [['create', 'x', '--user', 'me'], /user: Input should be a valid UUID/],
        [['create', ' ', '--user', user], /name: Value error, should not be blank/],
        [['create', 'x', '--user', user, '--scopes', 'admin'], /scopes\.0: Input should be 'tasks:read'/],
        [['create', 'x', '--user', user, '--expires', 'soon'], /expires_at: Input should be a time/],
        [
          ['create', 'x', '--user', user, '--expires', '2020-01-01T00:00:00Z'],
          /--expires: Input should be in the future/,
        ],
        [['revoke', 'x', '--user', user], /id: Input should be a valid UUID/],
      ] as const) {
        const { code, out, errors } = await token(...args);
        expect([code, out], errors).to.deep.equal([64, '']);
        expect(errors)
          .to.match(/^Cannot change tokens: [^\n]*\n$/)
          .and.match(message);
      }
      expect((await token('list', '--user', user)).errors).to.equal('1 token\n');
    });
  });
}

describe('the command "taskport token"', () => {
  it('fails if the data folder has no database, or the store is in memory', async () => {
    const args = ['list', '--user', someUser()];
    const missing = await run({ DATA_DIR: temporaryFolder() }, ...args);
    expect(missing.code).to.equal(66);
    expect(missing.errors).to.match(/^Cannot change tokens: there is no .*taskport\.db\n$/);
    const inMemory = await run({ DATABASE_URL: 'memory:' }, ...args);
    expect(inMemory.errors).to.equal(
      'Cannot change tokens: DATABASE_URL is memory:, whose tokens end with the service\n',
    );
  });
});
