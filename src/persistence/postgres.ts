import type { ContainerModule } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { PostgresAuditLog } from '../adapters/postgres/access/postgres-audit-log.ts';
import { PostgresTokenRepository } from '../adapters/postgres/access/postgres-token-repository.ts';
import { PgChangeNotifier } from '../adapters/postgres/changes/pg-change-notifier.ts';
import { DatabaseMetrics } from '../adapters/postgres/database-metrics.ts';
import { Database } from '../adapters/postgres/driver/database.ts';
import { connectionsOf, type PostgresOptions, PostgresStore } from '../adapters/postgres/postgres-store.ts';
import { ShardedAuditLog } from '../adapters/postgres/sharded/sharded-audit-log.ts';
import { ShardedTaskRepository } from '../adapters/postgres/sharded/sharded-task-repository.ts';
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
import { Log, type Module, module } from './module.ts';

/** The number of database connections that writes leave free for reads, if the database is sharded by user. */
const FOR_READS = 2;

export function onPostgres(options: PostgresOptions): ContainerModule {
  return module((provide, bind) => {
    bind(PgChangeNotifier).toResolvedValue(() => new PgChangeNotifier(options.url, new LocalChangeNotifier()), []);
    bind(ChangeNotifier).toService(PgChangeNotifier);
    provide(DatabaseMetrics, DatabaseMetrics, [Registry]);
    provide(Database, Database, [DatabaseMetrics]);
    provide(TokenRepository, PostgresTokenRepository, [Database]);
    (options.shardedByUser ? sharded(connectionsOf(options.workers) - FOR_READS) : whole)(provide, bind);
    bind(StoreLifecycle).toResolvedValue(
      (database: Database, notifier: PgChangeNotifier, log: Logger) =>
        new PostgresStore(options, database, notifier, log),
      [Database, PgChangeNotifier, Log],
    );
  });
}

/** Binds the repositories for a database that is not sharded. */
const whole: Module = (provide) => {
  provide(TaskCache, TaskCache, []);
  provide(TaskWriter, TaskWriter, [Database, TaskCache, ChangeNotifier, Clock]);
  provide(TaskRepository, PostgresTaskRepository, [Database, TaskCache, TaskWriter]);
  provide(AuditLog, PostgresAuditLog, [Database, IdGenerator]);
};

/** Returns a module that binds the repositories for a database that is sharded by user. */
function sharded(maxWrites: number): Module {
  return (provide, bind) => {
    bind(TaskRepository).toResolvedValue(
      (database: Database, notifier: ChangeNotifier, clock: Clock) =>
        new ShardedTaskRepository(database, notifier, clock, maxWrites),
      [Database, ChangeNotifier, Clock],
    );
    provide(AuditLog, ShardedAuditLog, [Database, IdGenerator]);
  };
}
