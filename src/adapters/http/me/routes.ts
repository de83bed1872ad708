import * as v from 'valibot';
import type { ReadAudit } from '../../../application/access/read-audit.ts';
import { AUDIT_EVENTS } from '../../../domain/access/audit-entry.ts';
import type { StoredAuditEntry } from '../../../ports/access/audit-log.ts';
import { timestamp } from '../../system/timestamp.ts';
import { integerParameter } from '../input/parameters.ts';
import { STORE_ERRORS } from '../problem/problem.ts';
import { type Route, route } from '../routing/route.ts';
import { Timestamp, Uuid } from '../tasks/task-reply.ts';
import { CursorParameter, linkTo, positionIn } from './cursor.ts';
import { ScopesReply } from './token-fields.ts';

const NO_STORE = { 'Cache-Control': 'no-store' };

const MeReply = v.object({
  user_id: Uuid,
  auth: v.picklist(['open', 'session', 'token', 'jwt']),
  scopes: ScopesReply,
  expires_at: v.pipe(v.nullable(Timestamp), v.metadata({ description: 'When the credential ends; null if never.' })),
});

const AuditEntryReply = v.object({
  at: Timestamp,
  event: v.picklist(AUDIT_EVENTS),
  outcome: v.pipe(v.string(), v.metadata({ description: '`ok`, or the code of the error.', examples: ['ok'] })),
  address: v.string(),
  request_id: v.string(),
  user_agent: v.exactOptional(v.string()),
});

export function meRoute(): Route {
  return route({
    method: 'GET',
    path: '/api/me',
    operationId: 'getMe',
    summary: 'Tell who you are',
    description: 'The user of the credential, its kind, what it may do, and when it ends.',
    tag: 'access',
    access: 'user',
    replies: { 200: { description: 'You.', schema: MeReply, headers: ['Cache-Control'] } },
    errors: [],
    handle({ actor: { user, kind, scopes, expiresAt } }) {
      const expires_at = expiresAt === null ? null : timestamp(expiresAt);
      return { status: 200, headers: NO_STORE, body: { user_id: user, auth: kind, scopes, expires_at } };
    },
  });
}

export function auditRoute(readAudit: ReadAudit): Route {
  return route({
    method: 'GET',
    path: '/api/me/audit',
    operationId: 'readAudit',
    summary: 'Read what happened to your access',
    description:
      'The newest first: sign-ins, tokens that were made, first used and revoked, and requests that were refused. Of more ' +
      'than 60 refusals a minute, only the log of the service has the rest.',
    tag: 'access',
    access: 'tokens',
    query: v.object({
      limit: integerParameter(1, 100, 50, 'The maximum number of entries on a page.'),
      cursor: v.exactOptional(CursorParameter),
    }),
    replies: {
      200: { description: 'A page of entries.', schema: v.array(AuditEntryReply), headers: ['Cache-Control', 'Link'] },
    },
    errors: STORE_ERRORS,
    async handle({ actor: { user }, query: { limit, cursor } }) {
      const { entries, next } = await readAudit.execute(user, positionIn('audit', user, cursor), limit);
      return {
        status: 200,
        headers: { ...NO_STORE, ...linkTo('audit', user, next, limit) },
        body: entries.map(entryReply),
      };
    },
  });
}

function entryReply(entry: StoredAuditEntry): v.InferOutput<typeof AuditEntryReply> {
  return {
    at: timestamp(entry.at),
    event: entry.event,
    outcome: entry.outcome,
    address: entry.address,
    request_id: entry.requestId,
    ...(entry.userAgent !== null && { user_agent: entry.userAgent }),
  };
}
