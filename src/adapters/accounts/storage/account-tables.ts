import type { BetterAuthOptions } from 'better-auth';

/** The tables, all below one prefix, and their columns, with the names that the other tables of the service have. */
export const TABLES = {
  user: {
    modelName: 'account_users',
    fields: columns('emailVerified', 'createdAt', 'updatedAt'),
    additionalFields: {
      // True or null, and unique: of two first users who sign up at once, one fails.
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

/** Returns column names in snake case, by the names of fields. */
function columns<const Name extends string>(...names: Name[]): Record<Name, string> {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(names.map((name) => [name, column(name)])) as Record<Name, string>;
}
