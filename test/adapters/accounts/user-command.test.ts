import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { PostgresAccounts } from '../../../src/adapters/accounts/storage/postgres-accounts.ts';
import { SqliteAccounts } from '../../../src/adapters/accounts/storage/sqlite-accounts.ts';
import { withPostgresAccess } from '../../../src/adapters/postgres/access/with-access.ts';
import { migratePostgres } from '../../../src/adapters/postgres/migrations/migrate.ts';
import { withSqliteAccess } from '../../../src/adapters/sqlite/access/with-access.ts';
import { connect } from '../../../src/adapters/sqlite/database/connection.ts';
import { migrate } from '../../../src/adapters/sqlite/database/schema.ts';
import { UuidGenerator } from '../../../src/adapters/system/uuid-generator.ts';
import { openActor } from '../../../src/domain/access/actor.ts';
import { newToken, type TokenId, tokenName } from '../../../src/domain/access/api-token.ts';
import { userId } from '../../../src/domain/identity.ts';
import { instant } from '../../../src/domain/instant.ts';
import type { TokenRepository } from '../../../src/ports/access/token-repository.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { ANN, BOB, closeAccounts, newFile, openAccounts, SECRET } from './accounts-under-test.ts';

const RUN = `
  import { readConfig } from './config/env.ts';
  import { user } from './src/process/commands/user-command.ts';
  await user(readConfig(), process.argv.slice(1));`;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs `taskport user` with arguments in a process of its own. */
async function run(environment: Record<string, string>, args: readonly string[], input = ''): Promise<Ended> {
  const env = { PATH: process.env.PATH, AUTH_SECRET: SECRET, ...environment };
  const child = spawn(process.execPath, ['--input-type=module', '-e', RUN, ...args], { env });
  child.stdin.end(input);
  const { promise, resolve } = Promise.withResolvers<number>();
  child.on('close', (code) => resolve(code ?? -1));
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), promise]);
  return { code, out, errors };
}

interface Case {
  readonly name: string;
  readonly missing: boolean;
  /** Creates a database with the task tables only. Returns the environment variables that point to it. */
  open(): Promise<{ DATA_DIR: string } | { DATABASE_URL: string }>;
}

const CASES: Case[] = [
  {
    name: 'SQLite',
    missing: false,
    async open() {
      const file = newFile();
      using database = connect(file, 'write');
      migrate(database);
      return { DATA_DIR: dirname(file) };
    },
  },
  {
    name: 'PostgreSQL',
    missing: !hasPostgres(),
    async open() {
      const DATABASE_URL = await createDatabase();
      await migratePostgres(DATABASE_URL);
      return { DATABASE_URL };
    },
  },
];

for (const { name, missing, open } of CASES) {
  (missing ? describe.skip : describe)(`the command taskport user, on ${name}`, () => {
    afterEach(closeAccounts);
    const storeOf = (at: Awaited<ReturnType<Case['open']>>) =>
      'DATA_DIR' in at ? new SqliteAccounts(`${at.DATA_DIR}/taskport.db`) : new PostgresAccounts(at.DATABASE_URL);

    it('adds an account while a service runs, and prints the generated password if none is given', async () => {
      const at = await open();
      const { post } = await openAccounts(storeOf(at), { signUp: 'closed' });
      const made = await run(at, ['add', ANN.email]);
      expect(made).to.include({ code: 0 });
      expect(made.errors).to.match(
        /^Added ann@example.com \([0-9a-f-]{36}\)\. The first account is the administrator\. /,
      );
      expect(made.errors).to.include('The password above is shown only here');
      const answer = await post('sign-in/email', { email: ANN.email, password: made.out.trim() });
      expect([answer.status, answer.body.user.administrator]).to.deep.equal([200, true]);
      const given = await run(at, ['add', BOB.email], `${BOB.password}\n`);
      expect(given).to.include({ code: 0, out: '' });
      expect(given.errors).not.to.include('administrator');
      expect((await post('sign-in/email', BOB)).status).to.equal(200);
    });

    it('lists accounts, and ends all sessions and API tokens of an account that it disables', async () => {
      const at = await open();
      const { post, checker } = await openAccounts(storeOf(at), { signUp: 'open' });
      const { cookie, body } = await post('sign-up/email', ANN);
      await post('sign-up/email', BOB);
      const tokens = <T>(work: (tokens: TokenRepository) => Promise<T>) =>
        'DATA_DIR' in at
          ? withSqliteAccess(at.DATA_DIR, new UuidGenerator(), work)
          : withPostgresAccess(at.DATABASE_URL, new UuidGenerator(), work);
      const owner = userId(body.user.id);
      await tokens((repository) => repository.add(someToken(owner), 'a hash'));
      const disabled = await run(at, ['disable', 'Ann@Example.com']);
      expect(disabled).to.include({ code: 0, out: '' });
      expect(disabled.errors).to.include('revoked its tokens (1)');
      expect(String(await checker.check({ bearer: undefined, cookie }).catch((error) => error))).to.include(
        'has ended',
      );
      expect(await tokens((repository) => repository.list(owner, undefined, 10))).to.deep.equal([]);
      expect((await post('sign-in/email', ANN)).status).to.equal(401);
      const { out, errors } = await run(at, ['list']);
      const [one, other, ...more] = out.trim().split('\n');
      expect(one).to.match(new RegExp(`^${owner}  \\S+Z  ann@example.com  administrator  disabled$`));
      expect(other).to.match(/ bob@example.com$/);
      expect([more, errors]).to.deep.equal([[], '2 accounts\n']);
    });

    it('exits with 69 and prints the reason in one line if it cannot add or disable an account', async () => {
      const at = await open();
      await run(at, ['add', ANN.email]);
      const cases: [args: string[], says: string, input?: string][] = [
        [['add', ANN.email], 'There is an account with this email address'],
        [['add', 'nobody'], 'email: Value error, should be an email address'],
        [['add', BOB.email], 'password: String should have at least 8 characters', 'short'],
        [['disable', 'nobody@example.com'], 'there is no account of nobody@example.com'],
      ];
      const ends = await Promise.all(cases.map(([args, , input]) => run(at, args, input)));
      expect(ends).to.deep.equal(
        cases.map(([, says]) => ({ code: 69, out: '', errors: `Cannot change accounts: ${says}\n` })),
      );
    });
  });
}

describe('the command taskport user', () => {
  it('prints its usage and exits with 64 if its arguments are wrong', async () => {
    const cases = [[], ['add'], ['remove', ANN.email], ['list', ANN.email], ['add', ANN.email, BOB.email]];
    const ends = await Promise.all(cases.map((args) => run({ DATABASE_URL: 'memory:' }, args)));
    const errors = 'Cannot change accounts: user add EMAIL, user list, or user disable EMAIL\n';
    expect(ends).to.deep.equal(cases.map(() => ({ code: 64, out: '', errors })));
  });

  it('fails if accounts are off or the database is in memory', async () => {
    const off = await run({ DATABASE_URL: 'memory:', AUTH_SECRET: '' }, ['list']);
    expect([off.code, off.errors]).to.deep.equal([
      69,
      'Cannot change accounts: AUTH_SECRET is not set, so there are no accounts\n',
    ]);
    const memory = await run({ DATABASE_URL: 'memory:' }, ['list']);
    expect(memory.code).to.equal(69);
    expect(memory.errors).to.include('DATABASE_URL is memory:');
  });
});

function someToken(owner: ReturnType<typeof userId>) {
  const id = '00000000-0000-4000-8000-00000000000a' as TokenId;
  return newToken(openActor(owner), { name: tokenName('a token') }, id, instant(Date.now()));
}
