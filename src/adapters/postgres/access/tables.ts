import { defineEntity, p } from '@mikro-orm/core';

// The tables as they must be after the migrations. The statements in this folder are plain SQL instead of calls of
// MikroORM: `Database` already translates errors, retries reads and prepares statements.

const time = () => p.datetime(3).columnType('timestamptz(3)');

/** The API tokens, each with the hash of its secret. */
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
  // Each request with a token looks the token up by its hash, before its user is known. So the key cannot start with
  // `user_id`, and a database that is sharded by user keeps the whole table on one machine.
  uniques: [{ name: 'api_tokens_hash_idx', properties: ['hash'] }],
  indexes: [{ name: 'api_tokens_parent_idx', properties: ['userId', 'parentId'] }],
});

/** The audit entries of all users. */
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
