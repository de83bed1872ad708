import { Container, type ContainerModule, type ServiceIdentifier } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Config } from '../config/env.ts';
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
import { Log, module } from './persistence/module.ts';
import { ChangeNotifier } from './ports/change-notifier.ts';
import { Clock } from './ports/clock.ts';
import { IdGenerator } from './ports/id-generator.ts';
import { StoreLifecycle } from './ports/store-lifecycle.ts';
import { TaskRepository } from './ports/task-repository.ts';

const Retention: ServiceIdentifier<number> = Symbol.for('Retention');
const Stopping: ServiceIdentifier<AbortController> = Symbol.for('Stopping');
export const Routes: ServiceIdentifier<Route> = Symbol.for('Routes');

/** The composition root: binds everything that the service consists of. */
export async function compose(config: Config, log: Logger): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Log).toConstantValue(log);
  container.bind(Retention).toConstantValue(config.retention);
  container.load(await persistence(config), useCases, http);
  return container;
}

/** Loads the configured store alone: the drivers of the others take 30 MB and half of the start. */
async function persistence({ database, workers, shardedByUser }: Config): Promise<ContainerModule> {
  switch (database.kind) {
    case 'memory':
      return (await import('./persistence/memory.ts')).inMemory();
    case 'sqlite':
      return (await import('./persistence/sqlite.ts')).onSqlite(database.dataDir);
    case 'postgres':
      return (await import('./persistence/postgres.ts')).onPostgres(database.url, { workers, shardedByUser });
  }
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
