import type { Help } from './help.ts';

/** The help on `/docs` for errors about credentials, permissions, accounts and limits. */
export const ACCESS_HELP = {
  unauthenticated: {
    when: 'The request has no credential, and needs one.',
    remedy: 'Send `Authorization: Bearer` with a token, or sign in and send the cookie of the session.',
  },
  invalid_token: {
    when: 'The token is malformed, unknown, expired or revoked. `detail` says which.',
    remedy: 'Take a new token. An expired or revoked token stays invalid.',
  },
  sign_in_failed: {
    when: 'The email address or the password is wrong, or the account is disabled.',
    remedy: 'Check both, and whether the account was disabled. The answer does not tell which it is.',
  },
  insufficient_scope: {
    when: 'The token lacks the scope that `WWW-Authenticate` names.',
    remedy: 'Use a token with this scope. A token cannot gain scopes later.',
  },
  wrong_user: {
    when: 'The path names another user than the credential.',
    remedy: 'Write `me` in place of the user’s id.',
  },
  cross_origin: {
    when: 'A browser sent the request for a page of another site.',
    remedy: 'The operator can allow the origin of that page in `CORS_ORIGINS`.',
  },
  host_not_allowed: {
    when: 'In open mode: the `Host` of the request is none of the service’s names.',
    remedy: 'Use an IP address or `localhost`. The operator can add the name to `ALLOWED_HOSTS`.',
  },
  sign_up_closed: {
    when: 'Only the administrator, or nobody, can make accounts here.',
    remedy: 'Ask the administrator for an account.',
  },
  account_exists: {
    when: 'There is an account with this email address.',
    remedy: 'Sign in to it, or use another address.',
  },
  token_not_found: {
    when: 'You have no token with this id, or it is revoked.',
    remedy: 'List your tokens. If you wanted to revoke it, there is nothing left to do.',
  },
  rate_limited: {
    when: 'The user has sent more requests than the limit allows, or too many sign-ins from the address have failed.',
    remedy: 'Wait as many seconds as `Retry-After` says. `RateLimit` in each answer tells what is left.',
  },
  issuer_unavailable: {
    when: 'The service could not read the keys of the issuer of tokens since it started.',
    remedy: 'Send the request again after `Retry-After`. If it stays, the operator checks `JWKS_URL`.',
  },
} as const satisfies Record<string, Help>;
