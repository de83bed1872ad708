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

/** Better Auth needs a base URL. Nothing depends on it: requests come without an origin, and no answer has a link. */
export const BASE_URL = 'http://accounts.invalid';

/** The path of Better Auth's endpoints. */
export const BASE_PATH = '/api/auth';

/** The shortest and the longest password, in UTF-16 units. */
export const PASSWORD = { min: 8, max: 128 };

/** The code of the error of a sign-up that came later than another. */
export const TOO_LATE = 'SIGN_UP_TOO_LATE';

export interface AuthSettings {
  /** Signs the cookies: at least 32 characters. */
  readonly secret: string;
  /** The path of the cookies. */
  readonly cookiePath: string;
  /** True if nobody but the first user may sign up. */
  readonly firstOnly: boolean;
}

export type Auth = ReturnType<typeof createAuth>;

/** Builds Better Auth on the store's connections: accounts with an email address and a password, and their sessions. */
export function createAuth(store: AccountStore, settings: AuthSettings) {
  const database = { db: store.database, type: store.type, transaction: true };
  return betterAuth({ ...optionsOf(settings), database });
}

/** Creates the tables and columns that are missing. */
export async function migrateAccounts(database: Kysely<unknown>, type: AccountStore['type']): Promise<void> {
  const options = optionsOf({ secret: '', cookiePath: '/', firstOnly: true });
  const { runMigrations } = await getMigrations({ ...options, database: { db: database, type } });
  await runMigrations();
}

/** Sets each option that Better Auth would otherwise read from the environment. */
function optionsOf({ secret, cookiePath, firstOnly }: AuthSettings) {
  return {
    appName: 'Taskport',
    baseURL: BASE_URL,
    basePath: BASE_PATH,
    secret,
    secrets: [{ version: 1, value: secret }],
    // BETTER_AUTH_TELEMETRY=1 would turn telemetry on again. With `debug`, it goes to a log that drops it, not to a network.
    telemetry: { enabled: false, debug: true },
    // Its messages contain email addresses. Its errors are thrown instead, by `onAPIError` and `unhidden`.
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
      // A request from a page of another site is turned away before it comes here.
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

/** Makes the first user of the database the administrator. If `firstOnly`, refuses others who sign up by a request. */
function firstIsAdministrator(firstOnly: boolean): HookBefore<'user'> {
  return async (user, context) => {
    // Without one, no other user would be found, and anybody would become the administrator.
    if (context === null) throw new Error('Better Auth made a user without a context');
    const [other] = await context.context.internalAdapter.listUsers(1);
    if (other === undefined) return { data: { ...user, administrator: true } };
    if (firstOnly && context.request !== undefined) throw new APIError('FORBIDDEN', { code: TOO_LATE });
    return { data: user };
  };
}

/** Answers as for a wrong password: whoever does not know the password learns nothing. */
const refuseDisabled: HookBefore<'session'> = async (session, context) => {
  const user = await context?.context.internalAdapter.findUserById(session.userId);
  if ((user as { disabled?: boolean } | null | undefined)?.disabled === true)
    throw new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD' });
};

/** Returns the session of a `Cookie` header with its user; undefined if it has ended, or if its user is disabled. */
export async function findSession(auth: Auth, cookie: string) {
  const headers = new Headers({ cookie });
  const found = await unhidden(() => auth.api.getSession({ headers, query: { disableRefresh: true } }));
  return found === null || found.user.disabled ? undefined : found;
}
