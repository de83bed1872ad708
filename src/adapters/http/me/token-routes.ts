import * as v from 'valibot';
import type { CreateToken } from '../../../application/access/create-token.ts';
import type { ListTokens } from '../../../application/access/list-tokens.ts';
import type { RevokeToken } from '../../../application/access/revoke-token.ts';
import { integerParameter } from '../input/parameters.ts';
import { fieldError, toFieldError } from '../input/validation.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { CursorParameter, linkTo, positionIn } from './cursor.ts';
import { NewToken, NewTokenReply, TokenIdField, TokenReply, tokenReply } from './token-fields.ts';

const TOKENS = { tag: 'access', access: 'tokens' } as const;
const NO_STORE = { 'Cache-Control': 'no-store' };

export function createTokenRoute(createToken: CreateToken): Route {
  return route({
    ...TOKENS,
    method: 'POST',
    path: '/api/me/tokens',
    operationId: 'createToken',
    summary: 'Make an API token',
    description:
      'A token may do no more than the credential that makes it. A token that a token makes does not outlive it, and is ' +
      'revoked with it. The secret is shown once, so a retry makes another token, even with an `Idempotency-Key`.',
    body: NewToken,
    replies: {
      201: { description: 'The new token, with its secret.', schema: NewTokenReply, headers: ['Cache-Control'] },
    },
    errors: STORE_ERRORS,
    async handle({ actor, client, body: { name, scopes, expires_at: expiresAt } }) {
      const made = createToken.execute(actor, { name, scopes, expiresAt }, client());
      const { token, secret } = await made.catch((error) => {
        throw fieldError(['body', 'expires_at'], toFieldError(error));
      });
      return { status: 201, headers: NO_STORE, body: { ...tokenReply(token), token: secret } };
    },
  });
}

export function listTokensRoute(listTokens: ListTokens): Route {
  return route({
    ...TOKENS,
    method: 'GET',
    path: '/api/me/tokens',
    operationId: 'listTokens',
    summary: 'List your API tokens',
    description: 'The newest first, without their secrets and without the revoked ones.',
    query: v.object({
      limit: integerParameter(1, 100, 100, 'The maximum number of tokens on a page.'),
      cursor: v.exactOptional(CursorParameter),
    }),
    replies: {
      200: { description: 'A page of tokens.', schema: v.array(TokenReply), headers: ['Cache-Control', 'Link'] },
    },
    errors: STORE_ERRORS,
    async handle({ actor: { user }, query: { limit, cursor } }) {
      const { tokens, next } = await listTokens.execute(user, positionIn('tokens', user, cursor), limit);
      return {
        status: 200,
        headers: { ...NO_STORE, ...linkTo('tokens', user, next, limit) },
        body: tokens.map(tokenReply),
      };
    },
  });
}

export function revokeTokenRoute(revokeToken: RevokeToken): Route {
  return route({
    ...TOKENS,
    method: 'DELETE',
    path: '/api/me/tokens/{token_id}',
    operationId: 'revokeToken',
    summary: 'Revoke an API token',
    description: 'It counts at once, and for all tokens that the token made. A token may revoke itself.',
    params: v.object({ token_id: TokenIdField }),
    replies: { 204: { description: 'The token is revoked.' } },
    errors: ['token_not_found', ...STORE_ERRORS],
    async handle({ actor, client, params }) {
      await revokeToken.execute(actor.user, params.token_id, client());
      return { status: 204 };
    },
  });
}
