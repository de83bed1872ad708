import { Accounts } from '../../../src/adapters/accounts/accounts.ts';
import type { AccountsOptions } from '../../../src/adapters/accounts/auth-requests.ts';
import { SessionChecker } from '../../../src/adapters/accounts/session-checker.ts';
import type { AccountStore } from '../../../src/adapters/accounts/storage/account-store.ts';
import { PostgresAccounts } from '../../../src/adapters/accounts/storage/postgres-accounts.ts';
import { SqliteAccounts } from '../../../src/adapters/accounts/storage/sqlite-accounts.ts';
import { errorReply } from '../../../src/adapters/http/problem/problem.ts';
import { prepareFile } from '../../../src/adapters/sqlite/database/connection.ts';
import { fileIn } from '../../../src/adapters/sqlite/sqlite-store.ts';
import type { AccessEvent } from '../../../src/domain/access/audit-entry.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';

export const SECRET = 'a secret that signs the cookies of these tests';

export const ANN = { email: 'ann@example.com', password: 'correct horse battery' };
export const BOB = { email: 'bob@example.com', password: 'staple of ten thousand' };

/** The account stores that the tests run on. */
export const STORES: readonly { name: string; missing: boolean; open: () => Promise<AccountStore> }[] = [
  { name: 'memory', missing: false, open: async () => new SqliteAccounts(undefined) },
  { name: 'SQLite', missing: false, open: async () => new SqliteAccounts(newFile()) },
  { name: 'PostgreSQL', missing: !hasPostgres(), open: async () => new PostgresAccounts(await createDatabase()) },
];

/** Creates an empty SQLite database, and returns the path of its file. */
export function newFile(): string {
  const file = fileIn(temporaryFolder());
  prepareFile(file);
  return file;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check the shape
  readonly body: any;
  /** The values of the `Set-Cookie` headers. */
  readonly setCookies: readonly string[];
  /** The `Cookie` header that a browser sends after this answer. */
  readonly cookie: string;
}

export interface AccountsUnderTest {
  readonly accounts: Accounts;
  readonly store: AccountStore;
  readonly checker: SessionChecker;
  /** The audit events recorded so far. */
  readonly events: AccessEvent[];
  /** Sends a request with a JSON body. */
  post(path: string, fields?: unknown, cookie?: string): Promise<Answer>;
  send(request: Request): Promise<Answer>;
}

export const CLIENT = { address: '192.0.2.7', requestId: 'request-1', userAgent: 'a test' };

const opened: Accounts[] = [];

/** Opens accounts on a store. `closeAccounts` closes them. */
export async function openAccounts(
  store: AccountStore,
  options: Partial<AccountsOptions> = {},
): Promise<AccountsUnderTest> {
  const events: AccessEvent[] = [];
  const accounts = new Accounts(store, {
    secret: SECRET,
    signUp: 'first',
    publicUrl: undefined,
    record: async (event) => void events.push(event),
    ...options,
  });
  await accounts.prepare();
  opened.push(accounts);
  const send = (request: Request) => answerOf(accounts, request);
  const post: AccountsUnderTest['post'] = (path, fields, cookie) => send(requestOf('POST', path, fields, cookie));
  return { accounts, store, checker: new SessionChecker(accounts), events, post, send };
}

export async function closeAccounts(): Promise<void> {
  for (const accounts of opened.splice(0)) await accounts.close();
}

export function requestOf(method: string, path: string, fields?: unknown, cookie?: string): Request {
  return new Request(`http://127.0.0.1:8000/api/auth/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(cookie !== undefined && { cookie }) },
    ...(fields !== undefined && { body: JSON.stringify(fields) }),
  });
}

/** Passes a request to the accounts. Converts errors to responses as the HTTP server does. */
async function answerOf(accounts: Accounts, request: Request): Promise<Answer> {
  try {
    const response = await accounts.handle(request, CLIENT);
    const setCookies = response.headers.getSetCookie();
    const cookie = setCookies[0]?.split(';')[0] ?? '';
    return { status: response.status, body: await response.json(), setCookies, cookie };
  } catch (error) {
    const { status, body } = errorReply(error, CLIENT.requestId);
    if (status === 500) throw error;
    return { status, body: JSON.parse(body), setCookies: [], cookie: '' };
  }
}

/** Returns event, outcome and user of an audit event, without the client's address, request id and user agent. */
export function told({ event, outcome, userId }: AccessEvent): unknown[] {
  return [event, outcome, userId];
}
