import { defineEntity, p } from '@mikro-orm/core';

// The schema that the migrations must lead to. The statements beside it are plain SQL: each is a single line of work, and
// `Database` translates errors, retries reads and prepares statements, which the entity manager would have to learn again.

const time = () => p.datetime(3).columnType('timestamptz(3)');

/** The API tokens. */
export const TokenTable = defineEntity({
  name: 'ApiToken',
  tableName: 'api_tokens',
  properties: {
    userId: p.uuid().primary(),
    id: p.uuid().primary(),
    hash: p.text(),
    name: p.text(),
    scopes: p.text(),
    parentId: p.uuid().nullable(),
    createdAt: time(),
    expiresAt: time(),
    lastUsedAt: time().nullable(),
    revokedAt: time().nullable(),
  },
  // Each request with a token looks the token up by its hash, before its user is known. No other key starts without
  // `user_id`: a database that is sharded by user keeps this table whole on each machine.
  uniques: [{ name: 'api_tokens_hash_idx', properties: ['hash'] }],
  indexes: [{ name: 'api_tokens_parent_idx', properties: ['userId', 'parentId'] }],
});

/** The audit of each user. */
export const AuditTable = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    userId: p.uuid().primary(),
    at: time().primary(),
    id: p.uuid().primary(),
    event: p.text(),
    outcome: p.text(),
    address: p.text(),
    requestId: p.text(),
    userAgent: p.text().nullable(),
  },
});
