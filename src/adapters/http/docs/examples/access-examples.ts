import { SCOPES } from '../../../../domain/access/scope.ts';
import { type Caller, type Example, get, post, remove } from './example.ts';
import { at } from './samples.ts';

const LAPTOP = '01a206d3-5f08-7b6a-8c11-9e2d4a7f6035';

/** Returns the examples for the API operations below `/api/me`, by operation id. */
export function accessExamples({ user, actor }: Caller): Record<string, readonly Example[]> {
  const isOpen = actor.kind === 'open';
  const laptop = { id: LAPTOP, name: 'laptop', scopes: ['tasks:read', 'tasks:write'] };
  const times = { created_at: at(60), expires_at: at(90 * 24 * 60 * 60), last_used_at: null };
  const revoked = {
    ...{ at: at(75), event: 'token_revoked', outcome: 'ok' },
    ...{ address: '127.0.0.1', request_id: '…', user_agent: 'curl/8.5.0' },
  };
  return {
    getMe: [
      get('/api/me', {
        status: 200,
        body: { user_id: user, auth: actor.kind, scopes: SCOPES, expires_at: isOpen ? null : at(90 * 24 * 60 * 60) },
      }),
    ],
    createToken: [
      post(
        '/api/me/tokens',
        { name: 'laptop', scopes: laptop.scopes },
        { status: 201, body: { ...laptop, ...times, token: 'tp_…' } },
      ),
    ],
    listTokens: [get('/api/me/tokens', { status: 200, body: [{ ...laptop, ...times }] }, { query: { limit: '1' } })],
    revokeToken: [remove(`/api/me/tokens/${LAPTOP}`, { status: 204 })],
    readAudit: [get('/api/me/audit', { status: 200, body: [revoked] }, { query: { limit: '1' } })],
  };
}
