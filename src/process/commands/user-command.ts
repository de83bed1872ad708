import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Config, DatabaseConfig } from '../../../config/env.ts';
import type { Accounts } from '../../adapters/accounts/accounts.ts';
import type { Auth } from '../../adapters/accounts/auth.ts';
import type { AccountStore } from '../../adapters/accounts/storage/account-store.ts';
import type { UserAccount } from '../../adapters/accounts/users.ts';
import { HttpError } from '../../adapters/http/problem/problem.ts';
import { fileIn } from '../../adapters/sqlite/sqlite-store.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import { UuidGenerator } from '../../adapters/system/uuid-generator.ts';
import type { UserId } from '../../domain/identity.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import { UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';

const USAGE = 'user add EMAIL, user list, or user disable EMAIL';

/** The maximum number of tokens that one read returns. */
const BATCH = 1_000;

const clock = new SystemClock();
const ids = new UuidGenerator();

/** The number of random bytes in a generated password. */
const PASSWORD_BYTES = 18;

/**
 * Adds, lists or disables accounts, even while a service uses the database. The password of a new account is the first
 * line of the standard input. Without one, a password is generated and printed once.
 */
export async function user(config: Config, [verb, email, ...others]: readonly string[]): Promise<void> {
  await runCommand('Cannot change accounts', async () => {
    const isComplete = verb === 'list' ? email === undefined : email !== undefined && others.length === 0;
    if (!isComplete || !isVerb(verb)) throw new UsageError(USAGE);
    const accounts = await openAccounts(config);
    try {
      return await VERBS[verb](accounts, config.database, email as string);
    } finally {
      await accounts.close();
    }
  });
}

const VERBS = {
  add: ({ auth }: Accounts, _: DatabaseConfig, email: string) => add(auth, email),
  list: ({ auth }: Accounts) => list(auth),
  disable: ({ auth }: Accounts, database: DatabaseConfig, email: string) => disable(auth, database, email),
};

function isVerb(text: string | undefined): text is keyof typeof VERBS {
  return text !== undefined && Object.hasOwn(VERBS, text);
}

/** Opens the tables of user accounts. Loads the library Better Auth only now, because few commands need it. */
async function openAccounts({ auth, database }: Config): Promise<Accounts> {
  if (auth.mode === 'open' || auth.accounts === undefined)
    throw new Error('AUTH_SECRET is not set, so there are no accounts');
  const { Accounts } = await import('../../adapters/accounts/accounts.ts');
  const options = { ...auth.accounts, publicUrl: undefined, record: async () => {} };
  const accounts = new Accounts(await storeOf(database), options);
  await accounts.prepare();
  return accounts;
}

async function storeOf(database: DatabaseConfig): Promise<AccountStore> {
  switch (database.kind) {
    case 'memory':
      throw new Error('DATABASE_URL is memory:, whose accounts end with the service');
    case 'sqlite': {
      const { SqliteAccounts } = await import('../../adapters/accounts/storage/sqlite-accounts.ts');
      return new SqliteAccounts(fileIn(database.dataDir));
    }
    case 'postgres': {
      const { examine } = await import('../../adapters/postgres/driver/session/examine.ts');
      const { PostgresAccounts } = await import('../../adapters/accounts/storage/postgres-accounts.ts');
      // PostgresAccounts would wait silently for an unreachable database. A command must fail with a message instead.
      await examine(database.url);
      return new PostgresAccounts(database.url);
    }
  }
}

async function add(auth: Auth, email: string): Promise<string> {
  const { addUser } = await import('../../adapters/accounts/users.ts');
  const { newUser } = await import('../../adapters/accounts/endpoints.ts');
  const given = process.stdin.isTTY ? '' : (await text(process.stdin)).split(/\r?\n/, 1)[0];
  const password = given || randomBytes(PASSWORD_BYTES).toString('base64url');
  const { id, administrator } = await explained(async () => addUser(auth, newUser({ email, password })));
  if (!given) process.stdout.write(`${password}\n`);
  const role = administrator ? 'The first account is the administrator. ' : '';
  return `Added ${email} (${id}). ${role}${given ? '' : 'The password above is shown only here'}`.trim();
}

async function list(auth: Auth): Promise<string> {
  const { listUsers } = await import('../../adapters/accounts/users.ts');
  const users = await listUsers(auth);
  for (const account of users) process.stdout.write(`${lineOf(account)}\n`);
  return `${users.length} ${users.length === 1 ? 'account' : 'accounts'}`;
}

/** Disables an account, and revokes the API tokens of its user, which would remain valid otherwise. */
async function disable(auth: Auth, database: DatabaseConfig, email: string): Promise<string> {
  const { disableUser } = await import('../../adapters/accounts/users.ts');
  const found = await disableUser(auth, email);
  if (found === undefined) throw new Error(`there is no account of ${email}`);
  const revoked = await withTokens(database, (tokens) => revokeAll(tokens, found.id));
  return `Disabled ${email} (${found.id}), ended its sessions, and revoked its tokens (${revoked})`;
}

async function withTokens<T>(database: DatabaseConfig, work: (tokens: TokenRepository) => Promise<T>): Promise<T> {
  if (database.kind === 'postgres')
    return (await import('../../adapters/postgres/access/with-access.ts')).withPostgresAccess(database.url, ids, work);
  const { dataDir } = database as Extract<DatabaseConfig, { kind: 'sqlite' }>;
  return (await import('../../adapters/sqlite/access/with-access.ts')).withSqliteAccess(dataDir, ids, work);
}

/** Revokes all tokens of a user, and returns their number. */
async function revokeAll(tokens: TokenRepository, user: UserId): Promise<number> {
  const found = await tokens.list(user, undefined, BATCH);
  for (const { id } of found) await tokens.revoke(user, id, clock.now());
  return found.length + (found.length === BATCH ? await revokeAll(tokens, user) : 0);
}

function lineOf({ id, email, administrator, disabled, createdAt }: UserAccount): string {
  const marks = [administrator && 'administrator', disabled && 'disabled'].filter((mark) => mark !== false);
  return [id, createdAt.toISOString(), email, ...marks].join('  ');
}

/** Runs `work`. If validation of its fields fails, throws an error whose message names each wrong field. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HttpError) || error.issues === undefined) throw error;
    throw new Error(error.issues.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('; '));
  }
}
