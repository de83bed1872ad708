import type { AuditLog } from '../../../ports/access/audit-log.ts';
import type { TokenRepository } from '../../../ports/access/token-repository.ts';
import type { IdGenerator } from '../../../ports/id-generator.ts';
import { requireFile } from '../copy/new-file.ts';
import { connect, preparerOf } from '../database/connection.ts';
import { requireCurrent } from '../database/schema.ts';
import { fileIn } from '../sqlite-store.ts';
import { Reader } from '../tasks/reader.ts';
import { SqliteAuditLog } from './sqlite-audit-log.ts';
import { type PlainDatabase, SqliteTokenRepository } from './sqlite-token-repository.ts';

/**
 * Runs `work` with the repositories of API tokens and audit entries in a data folder. A service may use the folder at
 * the same time.
 */
export async function withSqliteAccess<T>(
  folder: string,
  ids: IdGenerator,
  work: (tokens: TokenRepository, audit: AuditLog) => Promise<T>,
): Promise<T> {
  const file = fileIn(folder);
  requireFile(file);
  using database = connect(file, 'write');
  requireCurrent(database);
  const prepared = preparerOf(database);
  const plain: PlainDatabase = {
    reader: new Reader(database),
    write: async (sql, parameters) => Number(prepared(sql).run(...parameters).changes),
  };
  return await work(new SqliteTokenRepository(plain), new SqliteAuditLog(plain, ids));
}
