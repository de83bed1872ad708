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
import { Admission } from './adapters/http/admission.ts';
import { createApp } from './adapters/http/app.ts';
import { changesRoute, historyRoute, undoRoute } from './adapters/http/changes/changes-routes.ts';
import { faviconRoute } from './adapters/http/favicon.ts';
import { healthRoute } from './adapters/http/health.ts';
import { HttpMetrics } from './adapters/http/metrics.ts';
import { rootRoute } from './adapters/http/root.ts';
import type { Route } from './adapters/http/route.ts';
import { HttpServer } from './adapters/http/server.ts';
import { listTasksRoute } from './adapters/http/tasks/list-tasks-route.ts';
import {
  createTaskRoute,
  deleteTaskRoute,
  getTaskRoute,
  patchTaskRoute,
  putTaskRoute,
  toggleCompletionRoute,
} from './adapters/http/tasks/tasks.ts';
import { Exposition } from './adapters/http/watching/exposition.ts';
import { metricsRoute } from './adapters/http/watching/metrics-route.ts';
import { liveRoute, readyRoute } from './adapters/http/watching/probes.ts';
import { Readiness } from './adapters/http/watching/readiness.ts';
import { MemoryStore } from './adapters/memory/memory-store.ts';
import { MemoryTaskRepository } from './adapters/memory/memory-task-repository.ts';
import { Database } from './adapters/postgres/database.ts';
import { EmbeddedStore } from './adapters/postgres/embedded/embedded-store.ts';
import type { Grouping } from './adapters/postgres/grouping.ts';
import { DatabaseMetrics } from './adapters/postgres/metrics.ts';
import { PostgresSignal } from './adapters/postgres/postgres-signal.ts';
import { PostgresStore } from './adapters/postgres/postgres-store.ts';
import { PostgresTaskRepository } from './adapters/postgres/postgres-task-repository.ts';
import { RecentStates } from './adapters/postgres/read/recent-states.ts';
import { TaskWriter } from './adapters/postgres/write/task-writer.ts';
import { LocalSignal } from './adapters/system/local-signal.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { UuidIds } from './adapters/system/uuid-ids.ts';
import { CreateTask } from './application/create-task.ts';
import { DeleteTask } from './application/delete-task.ts';
import { EditTask } from './application/edit-task.ts';
import { ForgetExpired } from './application/forget-expired.ts';
import { GetTask } from './application/get-task.ts';
import { ListTasks } from './application/list-tasks.ts';
import { ReadChanges } from './application/read-changes.ts';
import { ReadHistory } from './application/read-history.ts';
import { ToggleCompletion } from './application/toggle-completion.ts';
import { UndoChange } from './application/undo-change.ts';
import { ChangeSignal } from './ports/change-signal.ts';
import { Clock } from './ports/clock.ts';
import { Ids } from './ports/ids.ts';
import { Store } from './ports/store.ts';
import { TaskRepository } from './ports/task-repository.ts';

const Log: ServiceIdentifier<Logger> = Symbol.for('Log');
const Grouped: ServiceIdentifier<Grouping> = Symbol.for('Grouped');
const Retention: ServiceIdentifier<number> = Symbol.for('Retention');
const Local: ServiceIdentifier<ChangeSignal> = Symbol.for('Local');
const Stopping: ServiceIdentifier<AbortController> = Symbol.for('Stopping');
export const Served: ServiceIdentifier<Route> = Symbol.for('Served');

/** Puts the service together: everything it is made of is bound here, each once. */
export function compose({ database, retention, workers, isByUser }: Config, log: Logger): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Log).toConstantValue(log);
  container.bind(Retention).toConstantValue(retention);
  container.bind(Grouped).toConstantValue({ isByUser });
  container.load(persistence(database, workers), useCases, http);
  return container;
}

/** Where tasks are kept. Nothing else in the service knows. */
function persistence(config: DatabaseConfig, workers: number): ContainerModule {
  if (config.kind === 'memory') return inMemory;
  return config.kind === 'postgres' ? onServer(config.url, workers) : embedded(config.dataDir);
}

const inMemory = module((provide) => {
  provide(Store, MemoryStore, []);
  provide(ChangeSignal, LocalSignal, []);
  provide(TaskRepository, MemoryTaskRepository, [ChangeSignal, Clock]);
});

const embedded = (folder: string) =>
  module((provide, bind) => {
    provide(ChangeSignal, LocalSignal, []);
    provideDatabase(provide);
    bind(Store).toResolvedValue(
      (database: Database, log: Logger) => new EmbeddedStore(folder, database, log),
      [Database, Log],
    );
  });

const onServer = (url: string, workers: number) =>
  module((provide, bind) => {
    provide(Local, LocalSignal, []);
    bind(PostgresSignal).toResolvedValue((local: ChangeSignal) => new PostgresSignal(url, local), [Local]);
    bind(ChangeSignal).toService(PostgresSignal);
    provideDatabase(provide);
    bind(Store).toResolvedValue(
      (database: Database, signal: PostgresSignal, log: Logger) =>
        new PostgresStore(url, workers, database, signal, log),
      [Database, PostgresSignal, Log],
    );
  });

function provideDatabase(provide: Provide): void {
  provide(DatabaseMetrics, DatabaseMetrics, [Registry]);
  provide(Database, Database, [DatabaseMetrics]);
  provide(RecentStates, RecentStates, []);
  provide(TaskWriter, TaskWriter, [Database, RecentStates, ChangeSignal, Clock, Grouped]);
  provide(TaskRepository, PostgresTaskRepository, [Database, RecentStates, TaskWriter, Grouped]);
}

const useCases = module((provide) => {
  provide(Clock, SystemClock, []);
  provide(Ids, UuidIds, []);
  provide(CreateTask, CreateTask, [TaskRepository, Ids, Clock]);
  provide(ListTasks, ListTasks, [TaskRepository]);
  provide(GetTask, GetTask, [TaskRepository]);
  provide(EditTask, EditTask, [TaskRepository, Clock]);
  provide(DeleteTask, DeleteTask, [TaskRepository, Clock]);
  provide(ToggleCompletion, ToggleCompletion, [TaskRepository, Clock]);
  provide(ReadChanges, ReadChanges, [TaskRepository, ChangeSignal]);
  provide(ReadHistory, ReadHistory, [TaskRepository]);
  provide(UndoChange, UndoChange, [TaskRepository, Clock]);
  provide(ForgetExpired, ForgetExpired, [TaskRepository, Clock, Retention]);
});

const http = module((provide, bind) => {
  provide(Stopping, AbortController, []);
  bind(Registry).toResolvedValue(() => new Registry(), []);
  provide(HttpMetrics, HttpMetrics, [Registry]);
  bind(Admission).toResolvedValue(
    (log: Logger, metrics: HttpMetrics) => new Admission(log, metrics),
    [Log, HttpMetrics],
  );
  provide(Readiness, Readiness, [Store]);
  provide(Exposition, Exposition, [Registry, Readiness]);
  bind(Served).toResolvedValue(createTaskRoute, [CreateTask]);
  bind(Served).toResolvedValue(listTasksRoute, [ListTasks]);
  bind(Served).toResolvedValue(getTaskRoute, [GetTask]);
  bind(Served).toResolvedValue(putTaskRoute, [EditTask, CreateTask]);
  bind(Served).toResolvedValue(patchTaskRoute, [EditTask]);
  bind(Served).toResolvedValue(deleteTaskRoute, [DeleteTask]);
  bind(Served).toResolvedValue(toggleCompletionRoute, [ToggleCompletion]);
  bind(Served).toResolvedValue(changesRoute, [ReadChanges]);
  bind(Served).toResolvedValue(historyRoute, [ReadHistory]);
  bind(Served).toResolvedValue(undoRoute, [UndoChange]);
  bind(Served).toResolvedValue(healthRoute, [Store]);
  bind(Served).toResolvedValue(liveRoute, []);
  bind(Served).toResolvedValue(readyRoute, [Readiness]);
  bind(Served).toResolvedValue(metricsRoute, [Exposition]);
  bind(Served).toResolvedValue(rootRoute, []);
  bind(Served).toResolvedValue(faviconRoute, []);
  bind(HttpServer).toResolvedValue(
    (routes: Route[], log: Logger, metrics: HttpMetrics, admission: Admission, stopping: AbortController) =>
      new HttpServer(createApp(routes, log, metrics, admission, stopping.signal), log, metrics, stopping),
    [{ isMultiple: true, serviceIdentifier: Served }, Log, HttpMetrics, Admission, Stopping],
  );
});

/** Binds a class by naming what each of its constructor's parameters is: another order does not compile. */
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
