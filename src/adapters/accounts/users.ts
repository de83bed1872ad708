import { isAPIError } from 'better-auth/api';
import { type UserId, userId } from '../../domain/identity.ts';
import type { Auth } from './auth.ts';
import { authError } from './auth-error.ts';
import type { NewUser } from './endpoints.ts';
import { unhidden } from './storage/account-store.ts';

/** The account of a user, without the password. */
export interface UserAccount {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly administrator: boolean;
  readonly disabled: boolean;
  readonly createdAt: Date;
}

type Stored = Omit<UserAccount, 'id' | 'administrator'> & {
  readonly id: string;
  readonly administrator?: boolean | null | undefined;
};

/**
 * Creates an account, but does not sign the new user in.
 *
 * @throws HttpError `account_exists` or `validation_failed`
 */
export async function addUser(auth: Auth, fields: NewUser): Promise<UserAccount> {
  const { user, token } = await unhidden(() => auth.api.signUpEmail({ body: fields })).catch((error) => {
    throw isAPIError(error) ? authError(error.statusCode, error.body?.code) : error;
  });
  // Better Auth signs a new user in, so the new session is deleted here.
  const { internalAdapter } = await auth.$context;
  if (token !== null) await internalAdapter.deleteSession(token);
  return accountOf(user as unknown as Stored);
}

/** Returns all accounts, oldest first. */
export async function listUsers(auth: Auth): Promise<UserAccount[]> {
  const { internalAdapter } = await auth.$context;
  const users = await unhidden(() =>
    internalAdapter.listUsers(undefined, undefined, { field: 'createdAt', direction: 'asc' }),
  );
  return users.map((user) => accountOf(user as unknown as Stored));
}

/**
 * Disables an account: ends all sessions of its user, and prevents further sign-ins.
 *
 * @returns undefined if no account has this email address
 */
export async function disableUser(auth: Auth, email: string): Promise<UserAccount | undefined> {
  const { internalAdapter } = await auth.$context;
  return await unhidden(async () => {
    const found = await internalAdapter.findUserByEmail(email.toLowerCase());
    if (found === null) return undefined;
    const user = await internalAdapter.updateUser(found.user.id, { disabled: true });
    await internalAdapter.deleteUserSessions(found.user.id);
    return accountOf(user as unknown as Stored);
  });
}

/** Returns whether there is at least one account. */
export async function hasUsers(auth: Auth): Promise<boolean> {
  const { internalAdapter } = await auth.$context;
  return (await unhidden(() => internalAdapter.listUsers(1))).length > 0;
}

/** Returns the id of the user with an email address; undefined if there is no such user. */
export async function userOf(auth: Auth, email: string): Promise<UserId | undefined> {
  const { internalAdapter } = await auth.$context;
  const found = await unhidden(() => internalAdapter.findUserByEmail(email.toLowerCase()));
  return found === null ? undefined : userId(found.user.id);
}

function accountOf({ id, email, name, administrator, disabled, createdAt }: Stored): UserAccount {
  return { id: userId(id), email, name, administrator: administrator === true, disabled, createdAt };
}
