import {
  type Bind,
  Container,
  ContainerModule,
  type MapToResolvedValueInjectOptions,
  type ServiceIdentifier,
} from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Config, DatabaseConfig } from '../config/env.ts';
import { changesRoute, historyRoute, undoRoute } from './adapters/http/changes/routes.ts';
import { HttpMetrics } from './adapters/http/observability/http-metrics.ts';
import { MetricsExporter } from './adapters/http/observability/metrics-exporter.ts';
import { Readiness } from './adapters/http/observability/readiness.ts';
import { healthRoute, liveRoute, metricsRoute, readyRoute } from './adapters/http/observability/routes.ts';
import type { Route } from './adapters/http/routing/route.ts';
import { createApp } from './adapters/http/server/app.ts';
import { HttpServer } from './adapters/http/server/http-server.ts';
import { LoadShedder } from './adapters/http/server/load-shedder.ts';
import { faviconRoute, rootRoute } from './adapters/http/service/routes.ts';
import { listTasksRoute } from './adapters/http/tasks/list-tasks-route.ts';
import {
  createTaskRoute,
  deleteTaskRoute,
  getTaskRoute,
  patchTaskRoute,
  putTaskRoute,
  toggleCompletionRoute,
} from './adapters/http/tasks/routes.ts';
import { MemoryStore } from './adapters/memory/memory-store.ts';
import { MemoryTaskRepository } from './adapters/memory/memory-task-repository.ts';
import type { Sharding } from './adapters/postgres/batching/sharding.ts';
import { PgChangeNotifier } from './adapters/postgres/changes/pg-change-notifier.ts';
import { DatabaseMetrics } from './adapters/postgres/database-metrics.ts';
import { Database } from './adapters/postgres/driver/database.ts';
import { EmbeddedStore } from './adapters/postgres/embedded/embedded-store.ts';
import { PostgresStore } from './adapters/postgres/postgres-store.ts';
import { PostgresTaskRepository } from './adapters/postgres/tasks/postgres-task-repository.ts';
import { TaskCache } from './adapters/postgres/tasks/task-cache.ts';
import { TaskWriter } from './adapters/postgres/writes/task-writer.ts';
import { LocalChangeNotifier } from './adapters/system/local-change-notifier.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { UuidGenerator } from './adapters/system/uuid-generator.ts';
import { PurgeExpired } from './application/changes/purge-expired.ts';
import { ReadChanges } from './application/changes/read-changes.ts';
import { ReadHistory } from './application/changes/read-history.ts';
import { UndoChange } from './application/changes/undo-change.ts';
import { CreateTask } from './application/tasks/create-task.ts';
import { DeleteTask } from './application/tasks/delete-task.ts';
import { EditTask } from './application/tasks/edit-task.ts';
import { GetTask } from './application/tasks/get-task.ts';
import { ListTasks } from './application/tasks/list-tasks.ts';
import { ToggleCompletion } from './application/tasks/toggle-completion.ts';
import { ChangeNotifier } from './ports/change-notifier.ts';
import { Clock } from './ports/clock.ts';
import { IdGenerator } from './ports/id-generator.ts';
import { StoreLifecycle } from './ports/store-lifecycle.ts';
import { TaskRepository } from './ports/task-repository.ts';

const Log: ServiceIdentifier<Logger> = Symbol.for('Log');
const ShardingConfig: ServiceIdentifier<Sharding> = Symbol.for('ShardingConfig');
const Retention: ServiceIdentifier<number> = Symbol.for('Retention');
const Local: ServiceIdentifier<ChangeNotifier> = Symbol.for('Local');
const Stopping: ServiceIdentifier<AbortController> = Symbol.for('Stopping');
export const Routes: ServiceIdentifier<Route> = Symbol.for('Routes');

/** Composes the service: each of its parts is bound here, once. */
export function compose({ database, retention, workers, shardedByUser }: Config, log: Logger): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Log).toConstantValue(log);
  container.bind(Retention).toConstantValue(retention);
  container.bind(ShardingConfig).toConstantValue({ shardedByUser });
  container.load(persistence(database, workers), useCases, http);
  return container;
}

/** Binds the store. No other code knows which one is used. */
function persistence(config: DatabaseConfig, workers: number): ContainerModule {
  if (config.kind === 'memory') return inMemory;
  return config.kind === 'postgres' ? onServer(config.url, workers) : embedded(config.dataDir);
}

const inMemory = module((provide) => {
  provide(StoreLifecycle, MemoryStore, []);
  provide(ChangeNotifier, LocalChangeNotifier, []);
  provide(TaskRepository, MemoryTaskRepository, [ChangeNotifier, Clock]);
});

const embedded = (folder: string) =>
  module((provide, bind) => {
    provide(ChangeNotifier, LocalChangeNotifier, []);
    provideDatabase(provide);
    bind(StoreLifecycle).toResolvedValue(
      (database: Database, log: Logger) => new EmbeddedStore(folder, database, log),
      [Database, Log],
    );
  });

const onServer = (url: string, workers: number) =>
  module((provide, bind) => {
    provide(Local, LocalChangeNotifier, []);
    bind(PgChangeNotifier).toResolvedValue((local: ChangeNotifier) => new PgChangeNotifier(url, local), [Local]);
    bind(ChangeNotifier).toService(PgChangeNotifier);
    provideDatabase(provide);
    bind(StoreLifecycle).toResolvedValue(
      (database: Database, signal: PgChangeNotifier, log: Logger) =>
        new PostgresStore(url, workers, database, signal, log),
      [Database, PgChangeNotifier, Log],
    );
  });

function provideDatabase(provide: Provide): void {
  provide(DatabaseMetrics, DatabaseMetrics, [Registry]);
  provide(Database, Database, [DatabaseMetrics]);
  provide(TaskCache, TaskCache, []);
  provide(TaskWriter, TaskWriter, [Database, TaskCache, ChangeNotifier, Clock, ShardingConfig]);
  provide(TaskRepository, PostgresTaskRepository, [Database, TaskCache, TaskWriter, ShardingConfig]);
}

const useCases = module((provide) => {
  provide(Clock, SystemClock, []);
  provide(IdGenerator, UuidGenerator, []);
  provide(CreateTask, CreateTask, [TaskRepository, IdGenerator, Clock]);
  provide(ListTasks, ListTasks, [TaskRepository]);
  provide(GetTask, GetTask, [TaskRepository]);
  provide(EditTask, EditTask, [TaskRepository, Clock]);
  provide(DeleteTask, DeleteTask, [TaskRepository, Clock]);
  provide(ToggleCompletion, ToggleCompletion, [TaskRepository, Clock]);
  provide(ReadChanges, ReadChanges, [TaskRepository, ChangeNotifier]);
  provide(ReadHistory, ReadHistory, [TaskRepository]);
  provide(UndoChange, UndoChange, [TaskRepository, Clock]);
  provide(PurgeExpired, PurgeExpired, [TaskRepository, Clock, Retention]);
});

const http = module((provide, bind) => {
  provide(Stopping, AbortController, []);
  bind(Registry).toResolvedValue(() => new Registry(), []);
  provide(HttpMetrics, HttpMetrics, [Registry]);
  bind(LoadShedder).toResolvedValue(
    (log: Logger, metrics: HttpMetrics) => new LoadShedder(log, metrics),
    [Log, HttpMetrics],
  );
  provide(Readiness, Readiness, [StoreLifecycle]);
  provide(MetricsExporter, MetricsExporter, [Registry, Readiness]);
  bind(Routes).toResolvedValue(createTaskRoute, [CreateTask]);
  bind(Routes).toResolvedValue(listTasksRoute, [ListTasks]);
  bind(Routes).toResolvedValue(getTaskRoute, [GetTask]);
  bind(Routes).toResolvedValue(putTaskRoute, [EditTask, CreateTask]);
  bind(Routes).toResolvedValue(patchTaskRoute, [EditTask]);
  bind(Routes).toResolvedValue(deleteTaskRoute, [DeleteTask]);
  bind(Routes).toResolvedValue(toggleCompletionRoute, [ToggleCompletion]);
  bind(Routes).toResolvedValue(changesRoute, [ReadChanges]);
  bind(Routes).toResolvedValue(historyRoute, [ReadHistory]);
  bind(Routes).toResolvedValue(undoRoute, [UndoChange]);
  bind(Routes).toResolvedValue(healthRoute, [StoreLifecycle]);
  bind(Routes).toResolvedValue(liveRoute, []);
  bind(Routes).toResolvedValue(readyRoute, [Readiness]);
  bind(Routes).toResolvedValue(metricsRoute, [MetricsExporter]);
  bind(Routes).toResolvedValue(rootRoute, []);
  bind(Routes).toResolvedValue(faviconRoute, []);
  bind(HttpServer).toResolvedValue(
    (routes: Route[], log: Logger, metrics: HttpMetrics, loadShedder: LoadShedder, stopping: AbortController) =>
      new HttpServer(createApp(routes, log, metrics, loadShedder, stopping.signal), log, metrics, stopping),
    [{ isMultiple: true, serviceIdentifier: Routes }, Log, HttpMetrics, LoadShedder, Stopping],
  );
});

/** Binds a class with the identifiers of its constructor's parameters: another order does not compile. */
type Provide = <T, A extends unknown[]>(
  service: ServiceIdentifier<T>,
  implementation: new (...dependencies: A) => T,
  dependencies: MapToResolvedValueInjectOptions<A>,
) => void;

function module(load: (provide: Provide, bind: Bind) => void): ContainerModule {
  return new ContainerModule(({ bind }) => {
    load((service, implementation, dependencies) => {
      bind(service).toResolvedValue((...resolved) => new implementation(...resolved), dependencies);
    }, bind);
  });
}
