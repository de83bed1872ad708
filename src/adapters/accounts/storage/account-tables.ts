import type { BetterAuthOptions } from 'better-auth';

/** The names of Better Auth's tables and columns: tables start with `account_`, and columns are in snake case. */
export const TABLES = {
  user: {
    modelName: 'account_users',
    fields: columns('emailVerified', 'createdAt', 'updatedAt'),
    additionalFields: {
      // True or null, and unique, so that only one of two concurrent first sign-ups can become administrator.
      administrator: { type: 'boolean', required: false, unique: true, input: false },
      disabled: { type: 'boolean', required: true, defaultValue: false, input: false },
    },
  },
  session: {
    modelName: 'account_sessions',
    fields: columns('expiresAt', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent', 'userId'),
  },
  account: {
    modelName: 'account_credentials',
    fields: {
      ...columns('accountId', 'providerId', 'userId', 'accessToken', 'refreshToken', 'idToken'),
      ...columns('accessTokenExpiresAt', 'refreshTokenExpiresAt', 'createdAt', 'updatedAt'),
    },
  },
  verification: { modelName: 'account_verifications', fields: columns('expiresAt', 'createdAt', 'updatedAt') },
} as const satisfies BetterAuthOptions;

/** Returns the column name in snake case for each field name. */
function columns<const Name extends string>(...names: Name[]): Record<Name, string> {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(names.map((name) => [name, column(name)])) as Record<Name, string>;
}
