import type { ApiToken, TokenId, TokenName } from '../../../domain/access/api-token.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TimePosition, TokenRepository } from '../../../ports/access/token-repository.ts';
import { decodeScopes, encodeScopes } from '../../system/scopes-text.ts';
import { timestamp } from '../../system/timestamp.ts';
import { BatchLoader, SMALL_RESULTS } from '../batching/batch-loader.ts';
import type { Database } from '../driver/database.ts';
import { toInstant } from '../driver/iso-time.ts';
import type { Parameter } from '../driver/prepared-query.ts';
import { positionOf } from './position.ts';
import { ADD, FIND, FIND_MANY, LIST, LOCK, PURGE, REVOKE, TOUCH } from './token-statements.ts';

interface TokenRow {
  readonly user_id: UserId;
  readonly id: TokenId;
  readonly name: TokenName;
  readonly scopes: string;
  readonly parent_id: TokenId | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** Stores API tokens in PostgreSQL. Concurrent look-ups by hash share a statement; any other call runs its own. */
export class PostgresTokenRepository implements TokenRepository {
  readonly #database: Database;
  readonly #byHash: BatchLoader<{ hash: string }, TokenRow>;

  constructor(database: Database) {
    this.#database = database;
    const query = { kind: 'tokens', many: FIND_MANY, one: FIND, limits: SMALL_RESULTS } as const;
    this.#byHash = new BatchLoader(database, query);
  }

  async add(token: ApiToken, hash: string): Promise<boolean> {
    const { userId, id, name, scopes, parentId, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
    const times = [createdAt, expiresAt, lastUsedAt, revokedAt].map(toText);
    return this.#change(userId, ADD, [userId, id, name, encodeScopes(scopes), parentId, ...times, hash]);
  }

  async findByHash(hash: string): Promise<ApiToken | undefined> {
    return (await this.#byHash.load({ hash })).map(toToken).at(0);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly ApiToken[]> {
    const rows = await this.#database.read<TokenRow>(LIST, [user, ...positionOf(after), limit]);
    return rows.map(toToken);
  }

  async revoke(user: UserId, id: TokenId, at: Instant): Promise<boolean> {
    return this.#change(user, REVOKE, [user, id, timestamp(at)]);
  }

  async touch({ userId, id, lastUsedAt }: ApiToken, at: Instant): Promise<boolean> {
    const touched = await this.#database.run(TOUCH, [userId, id, timestamp(at), toText(lastUsedAt)]);
    return touched.length > 0;
  }

  async purge(before: Instant): Promise<void> {
    await this.#database.run(PURGE, [timestamp(before)]);
  }

  /** Runs a statement under the lock of the user's tokens. Returns whether the statement changed a row. */
  #change(user: UserId, sql: string, parameters: readonly Parameter[]): Promise<boolean> {
    return this.#database.transaction(async (run) => {
      await run(LOCK, [user]);
      return (await run(sql, parameters)).length > 0;
    });
  }
}

function toText(at: Instant | null): string | null {
  return at === null ? null : timestamp(at);
}

function toToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    scopes: decodeScopes(row.scopes),
    parentId: row.parent_id,
    createdAt: toInstant(row.created_at),
    expiresAt: toInstant(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : toInstant(row.last_used_at),
    revokedAt: row.revoked_at === null ? null : toInstant(row.revoked_at),
  };
}
