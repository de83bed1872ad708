import { randomUUID } from 'node:crypto';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { getMigrations } from 'better-auth/db/migration';
import type { Kysely } from 'kysely';
import { boundedHashes } from './bounded-hashes.ts';
import { type AccountStore, unhidden } from './storage/account-store.ts';
import { TABLES } from './storage/account-tables.ts';

/** The name of the session cookie. */
export const SESSION_COOKIE = 'taskport_session';

/** A placeholder, because Better Auth requires a base URL. The service uses no feature that depends on this URL. */
export const BASE_URL = 'http://accounts.invalid';

/** The path prefix of Better Auth's endpoints. */
export const BASE_PATH = '/api/auth';

/** The minimum and maximum length of a password, in UTF-16 code units. */
export const PASSWORD = { min: 8, max: 128 };

/** The error code of a sign-up by a second user when only the first user may sign up. */
export const TOO_LATE = 'SIGN_UP_TOO_LATE';

export interface AuthSettings {
  /** The secret that signs the cookies, at least 32 characters long. */
  readonly secret: string;
  /** The `Path` attribute of the cookies. */
  readonly cookiePath: string;
  /** True if only the first user may sign up. */
  readonly firstOnly: boolean;
}

export type Auth = ReturnType<typeof createAuth>;

/** Creates a Better Auth instance for accounts with email address and password. It uses the connections of `store`. */
export function createAuth(store: AccountStore, settings: AuthSettings) {
  const database = { db: store.database, type: store.type, transaction: true };
  return betterAuth({ ...optionsOf(settings), database });
}

/** Creates the tables and columns of accounts that are missing in the database. */
export async function migrateAccounts(database: Kysely<unknown>, type: AccountStore['type']): Promise<void> {
  const options = optionsOf({ secret: '', cookiePath: '/', firstOnly: true });
  const { runMigrations } = await getMigrations({ ...options, database: { db: database, type } });
  await runMigrations();
}

/** Returns the options of Better Auth, including each one that it would otherwise read from environment variables. */
function optionsOf({ secret, cookiePath, firstOnly }: AuthSettings) {
  return {
    appName: 'Taskport',
    baseURL: BASE_URL,
    basePath: BASE_PATH,
    secret,
    secrets: [{ version: 1, value: secret }],
    // The variable BETTER_AUTH_TELEMETRY=1 would turn telemetry on in spite of `enabled`. `debug` makes Better Auth log
    // the telemetry instead of sending it, and its log is disabled.
    telemetry: { enabled: false, debug: true },
    // Better Auth's log messages contain email addresses. Its errors are not lost, because `onAPIError` and `unhidden`
    // throw them.
    logger: { disabled: true },
    onAPIError: { throw: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD.min,
      maxPasswordLength: PASSWORD.max,
      password: boundedHashes(),
    },
    advanced: {
      database: { generateId: () => randomUUID(), validateSchema: false },
      ipAddress: { disableIpTracking: true },
      // Better Auth's CSRF checks are off, because the service has already rejected requests from pages of other sites.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      cookies: { session_token: { name: SESSION_COOKIE } },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', secure: true, path: cookiePath },
    },
    databaseHooks: {
      user: { create: { before: firstIsAdministrator(firstOnly) } },
      session: { create: { before: refuseDisabled } },
    },
    ...TABLES,
  } satisfies BetterAuthOptions;
}

type Hooks = NonNullable<BetterAuthOptions['databaseHooks']>;
type HookBefore<Model extends 'user' | 'session'> = NonNullable<
  NonNullable<NonNullable<Hooks[Model]>['create']>['before']
>;

/** Returns a hook that makes the first user the administrator. If `firstOnly`, it rejects sign-ups of later users. */
function firstIsAdministrator(firstOnly: boolean): HookBefore<'user'> {
  return async (user, context) => {
    // Without a context, the hook could not find existing users, and every new user would become administrator.
    if (context === null) throw new Error('Better Auth made a user without a context');
    const [other] = await context.context.internalAdapter.listUsers(1);
    if (other === undefined) return { data: { ...user, administrator: true } };
    if (firstOnly && context.request !== undefined) throw new APIError('FORBIDDEN', { code: TOO_LATE });
    return { data: user };
  };
}

/** A hook that rejects sign-ins of disabled users. The error is that of a wrong password, to hide that they exist. */
const refuseDisabled: HookBefore<'session'> = async (session, context) => {
  const user = await context?.context.internalAdapter.findUserById(session.userId);
  if ((user as { disabled?: boolean } | null | undefined)?.disabled === true)
    throw new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD' });
};

/** Returns the session and user of a `Cookie` header; undefined if the session has ended or the user is disabled. */
export async function findSession(auth: Auth, cookie: string) {
  const headers = new Headers({ cookie });
  const found = await unhidden(() => auth.api.getSession({ headers, query: { disableRefresh: true } }));
  return found === null || found.user.disabled ? undefined : found;
}
