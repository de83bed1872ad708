import type { ContainerModule } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { BatchMetrics } from '../adapters/batching/batch-metrics.ts';
import { SqliteAuditLog } from '../adapters/sqlite/access/sqlite-audit-log.ts';
import { SqliteTokenRepository } from '../adapters/sqlite/access/sqlite-token-repository.ts';
import { SqliteDatabase } from '../adapters/sqlite/database/sqlite-database.ts';
import { SqliteStore } from '../adapters/sqlite/sqlite-store.ts';
import { SqliteTaskRepository } from '../adapters/sqlite/tasks/sqlite-task-repository.ts';
import { TaskWriter } from '../adapters/sqlite/tasks/task-writer.ts';
import { LocalChangeNotifier } from '../adapters/system/local-change-notifier.ts';
import { AuditLog } from '../ports/access/audit-log.ts';
import { TokenRepository } from '../ports/access/token-repository.ts';
import { ChangeNotifier } from '../ports/change-notifier.ts';
import { Clock } from '../ports/clock.ts';
import { IdGenerator } from '../ports/id-generator.ts';
import { StoreLifecycle } from '../ports/store-lifecycle.ts';
import { TaskRepository } from '../ports/task-repository.ts';
import { Log, module } from './module.ts';

export function onSqlite(folder: string): ContainerModule {
  return module((provide, bind) => {
    provide(ChangeNotifier, LocalChangeNotifier, []);
    bind(SqliteDatabase).toResolvedValue(
      (registry: Registry) => new SqliteDatabase(new BatchMetrics(registry)),
      [Registry],
    );
    provide(TaskWriter, TaskWriter, [SqliteDatabase, ChangeNotifier, Clock]);
    provide(TaskRepository, SqliteTaskRepository, [SqliteDatabase, TaskWriter]);
    provide(TokenRepository, SqliteTokenRepository, [SqliteDatabase]);
    provide(AuditLog, SqliteAuditLog, [SqliteDatabase, IdGenerator]);
    bind(StoreLifecycle).toResolvedValue(
      (database: SqliteDatabase, log: Logger) => new SqliteStore(folder, database, log),
      [SqliteDatabase, Log],
    );
  });
}
