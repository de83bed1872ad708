import type { ApiToken, TokenId, TokenName } from '../../../domain/access/api-token.ts';
import type { UserId } from '../../../domain/identity.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { TimePosition, TokenRepository } from '../../../ports/access/token-repository.ts';
import { decodeScopes, encodeScopes } from '../../system/scopes-text.ts';
import type { Statement } from '../tasks/read-statements.ts';
import type { Reader } from '../tasks/reader.ts';

/**
 * The methods of a database that the repositories of tokens and audit entries need: reads, and single statements that
 * write.
 */
export interface PlainDatabase {
  readonly reader: Pick<Reader, 'all'>;
  /** Runs a statement that writes. Returns the number of rows that the statement changed. */
  write(...statement: Statement): Promise<number>;
}

interface TokenRow {
  readonly user_id: UserId;
  readonly id: TokenId;
  readonly name: TokenName;
  readonly scopes: string;
  readonly parent_id: TokenId | null;
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly last_used_at: Instant | null;
  readonly revoked_at: Instant | null;
}

const COLUMNS = 'user_id, id, name, scopes, parent_id, created_at, expires_at, last_used_at, revoked_at';
const IS_LIVE = 'user_id = ? and id = ? and revoked_at is null';

export const TOKEN_STATEMENTS = {
  add: `insert into api_tokens (${COLUMNS}, hash) select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
    where ? is null or exists (select 1 from api_tokens where ${IS_LIVE})`,
  findByHash: `select ${COLUMNS} from api_tokens where hash = ?`,
  list: `select ${COLUMNS} from api_tokens where user_id = ? and revoked_at is null and (created_at, id) < (?, ?)
    order by created_at desc, id desc limit ?`,
  revoke: `with recursive family (id) as (
      select id from api_tokens where ${IS_LIVE}
      union select child.id from family join api_tokens child on child.user_id = ? and child.parent_id = family.id
    ) update api_tokens set revoked_at = ? where user_id = ? and id in (select id from family) and revoked_at is null`,
  touch: 'update api_tokens set last_used_at = ? where user_id = ? and id = ? and last_used_at is ?',
  purge: 'delete from api_tokens where min(expires_at, coalesce(revoked_at, expires_at)) < ?',
};

/** Stores API tokens in an SQLite file. Each call runs its own statement, without batches or caches. */
export class SqliteTokenRepository implements TokenRepository {
  readonly #database: PlainDatabase;

  constructor(database: PlainDatabase) {
    this.#database = database;
  }

  async add(token: ApiToken, hash: string): Promise<boolean> {
    const { userId, id, name, scopes, parentId, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
    const values = [
      userId,
      id,
      name,
      encodeScopes(scopes),
      parentId,
      createdAt,
      expiresAt,
      lastUsedAt,
      revokedAt,
      hash,
    ];
    return (await this.#database.write(TOKEN_STATEMENTS.add, [...values, parentId, userId, parentId])) > 0;
  }

  async findByHash(hash: string): Promise<ApiToken | undefined> {
    return this.#database.reader.all<TokenRow>(TOKEN_STATEMENTS.findByHash, [hash]).map(toToken).at(0);
  }

  async list(user: UserId, after: TimePosition | undefined, limit: number): Promise<readonly ApiToken[]> {
    const { at, id } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
    return this.#database.reader.all<TokenRow>(TOKEN_STATEMENTS.list, [user, at, id, limit]).map(toToken);
  }

  async revoke(user: UserId, id: TokenId, at: Instant): Promise<boolean> {
    return (await this.#database.write(TOKEN_STATEMENTS.revoke, [user, id, user, at, user])) > 0;
  }

  async touch({ userId, id, lastUsedAt }: ApiToken, at: Instant): Promise<boolean> {
    return (await this.#database.write(TOKEN_STATEMENTS.touch, [at, userId, id, lastUsedAt])) > 0;
  }

  async purge(before: Instant): Promise<void> {
    await this.#database.write(TOKEN_STATEMENTS.purge, [before]);
  }
}

function toToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    scopes: decodeScopes(row.scopes),
    parentId: row.parent_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
