import * as v from 'valibot';
import { type ApiToken, TOKEN_NAME_MAX_LENGTH, tokenId, tokenName } from '../../../domain/access/api-token.ts';
import { SCOPES, type Scope } from '../../../domain/access/scope.ts';
import { type Instant, instant } from '../../../domain/instant.ts';
import { timestamp } from '../../system/timestamp.ts';
import { UUID_PATTERN, VISIBLE_LINE } from '../docs/patterns.ts';
import { FieldError, listOf, noList, parseWith } from '../input/validation.ts';
import { Timestamp, Uuid } from '../tasks/task-reply.ts';

/** An RFC 3339 time, whose offset from UTC is mandatory. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;
/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0) - 1;

export const TokenIdField = parseWith(v.string(), tokenId, {
  type: 'string',
  format: 'uuid',
  pattern: UUID_PATTERN,
  description: 'The id of the token.',
  examples: ['01a206d1-ff9a-748f-a961-0e25da91ff65'],
});

const ScopeField = parseWith(v.string(), scope, { type: 'string', enum: SCOPES });

function scope(text: string): Scope {
  const found = SCOPES.find((scope) => scope === text);
  if (found !== undefined) return found;
  throw new FieldError('enum', `Input should be ${SCOPES.map((scope) => `'${scope}'`).join(' or ')}`);
}

function time(text: string): Instant {
  try {
    const { epochMilliseconds: at } = Temporal.Instant.from(RFC_3339.test(text) ? text : '');
    if (at <= LAST) return instant(at);
  } catch {}
  throw new FieldError('datetime_parsing', 'Input should be a time such as 2026-03-29T14:30:00Z');
}

/** The request body that creates an API token. */
export const NewToken = noList(
  v.object({
    name: parseWith(v.string(), tokenName, {
      type: 'string',
      minLength: 1,
      maxLength: TOKEN_NAME_MAX_LENGTH,
      ...VISIBLE_LINE,
      description: 'What you call the token: not blank, without control characters.',
      examples: ['Backup script'],
    }),
    scopes: v.exactOptional(
      v.pipe(
        listOf(ScopeField, 1, SCOPES.length),
        v.metadata({
          minItems: 1,
          maxItems: SCOPES.length,
          description: 'What the token may do. `tasks:write` includes `tasks:read`. Without it: all that you may do.',
        }),
      ),
    ),
    expires_at: v.exactOptional(
      parseWith(v.string(), time, {
        type: 'string',
        format: 'date-time',
        description: 'When the token ends, in RFC 3339. By default it ends after 90 days.',
        examples: ['2099-12-31T00:00:00Z'],
      }),
    ),
  }),
);

export const ScopesReply = v.array(v.picklist(SCOPES));

/** The JSON of an API token without its secret. Replies have the fields in this order. */
export const TokenReply = v.object({
  id: Uuid,
  name: v.string(),
  scopes: ScopesReply,
  created_at: Timestamp,
  expires_at: Timestamp,
  last_used_at: v.pipe(
    v.nullable(Timestamp),
    v.metadata({ description: 'Accurate to a minute; null if the token was never used.' }),
  ),
});

/** The JSON of a new API token. Only this reply contains the secret. */
export const NewTokenReply = v.object({
  ...TokenReply.entries,
  token: v.pipe(
    v.string(),
    v.regex(/^tp_[0-9A-Za-z]{46}$/),
    v.metadata({ description: 'The secret, which is shown only now. Send it as `Authorization: Bearer`.' }),
  ),
});

export function tokenReply(token: ApiToken): v.InferOutput<typeof TokenReply> {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    created_at: timestamp(token.createdAt),
    expires_at: timestamp(token.expiresAt),
    last_used_at: token.lastUsedAt === null ? null : timestamp(token.lastUsedAt),
  };
}
