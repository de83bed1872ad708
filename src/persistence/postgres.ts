import type { ContainerModule } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { PostgresAuditLog } from '../adapters/postgres/access/postgres-audit-log.ts';
import { PostgresTokenRepository } from '../adapters/postgres/access/postgres-token-repository.ts';
import { PgChangeNotifier } from '../adapters/postgres/changes/pg-change-notifier.ts';
import { DatabaseMetrics } from '../adapters/postgres/database-metrics.ts';
import { Database } from '../adapters/postgres/driver/database.ts';
import { PostgresStore } from '../adapters/postgres/postgres-store.ts';
import { PostgresTaskRepository } from '../adapters/postgres/tasks/postgres-task-repository.ts';
import { TaskCache } from '../adapters/postgres/tasks/task-cache.ts';
import { TaskWriter } from '../adapters/postgres/writes/task-writer.ts';
import { LocalChangeNotifier } from '../adapters/system/local-change-notifier.ts';
import { AuditLog } from '../ports/access/audit-log.ts';
import { TokenRepository } from '../ports/access/token-repository.ts';
import { ChangeNotifier } from '../ports/change-notifier.ts';
import { Clock } from '../ports/clock.ts';
import { IdGenerator } from '../ports/id-generator.ts';
import { StoreLifecycle } from '../ports/store-lifecycle.ts';
import { TaskRepository } from '../ports/task-repository.ts';
import { Log, module } from './module.ts';

interface Options {
  readonly workers: number;
  readonly shardedByUser: boolean;
}

export function onPostgres(url: string, { workers, shardedByUser }: Options): ContainerModule {
  return module((provide, bind) => {
    bind(PgChangeNotifier).toResolvedValue(() => new PgChangeNotifier(url, new LocalChangeNotifier()), []);
    bind(ChangeNotifier).toService(PgChangeNotifier);
    provide(DatabaseMetrics, DatabaseMetrics, [Registry]);
    provide(Database, Database, [DatabaseMetrics]);
    provide(TaskCache, TaskCache, []);
    bind(TaskWriter).toResolvedValue(
      (database: Database, cache: TaskCache, notifier: ChangeNotifier, clock: Clock) =>
        new TaskWriter(database, cache, notifier, clock, { shardedByUser }),
      [Database, TaskCache, ChangeNotifier, Clock],
    );
    bind(TaskRepository).toResolvedValue(
      (database: Database, cache: TaskCache, writer: TaskWriter) =>
        new PostgresTaskRepository(database, cache, writer, { shardedByUser }),
      [Database, TaskCache, TaskWriter],
    );
    bind(TokenRepository).toResolvedValue(
      (database: Database) => new PostgresTokenRepository(database, { shardedByUser }),
      [Database],
    );
    provide(AuditLog, PostgresAuditLog, [Database, IdGenerator]);
    bind(StoreLifecycle).toResolvedValue(
      (database: Database, notifier: PgChangeNotifier, log: Logger) =>
        new PostgresStore(url, workers, database, notifier, log),
      [Database, PgChangeNotifier, Log],
    );
  });
}
