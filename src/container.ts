import {
  type Bind,
  Container,
  ContainerModule,
  type MapToResolvedValueInjectOptions,
  type ServiceIdentifier,
} from 'inversify';
import type { Logger } from 'pino';
import type { Config, DatabaseConfig } from '../config/env.ts';
import { createApp } from './adapters/http/app.ts';
import { healthRoute } from './adapters/http/health.ts';
import { rootRoute } from './adapters/http/root.ts';
import type { Route } from './adapters/http/route.ts';
import { HttpServer } from './adapters/http/server.ts';
import { listTasksRoute } from './adapters/http/tasks/list-tasks-route.ts';
import {
  createTaskRoute,
  deleteTaskRoute,
  editTaskRoute,
  getTaskRoute,
  toggleCompletionRoute,
} from './adapters/http/tasks/tasks.ts';
import { MemoryStore } from './adapters/memory/memory-store.ts';
import { MemoryTaskRepository } from './adapters/memory/memory-task-repository.ts';
import { Database } from './adapters/postgres/database.ts';
import { EmbeddedStore } from './adapters/postgres/embedded/embedded-store.ts';
import { PostgresStore } from './adapters/postgres/postgres-store.ts';
import { PostgresTaskRepository } from './adapters/postgres/postgres-task-repository.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { UuidIds } from './adapters/system/uuid-ids.ts';
import { CreateTask } from './application/create-task.ts';
import { DeleteTask } from './application/delete-task.ts';
import { EditTask } from './application/edit-task.ts';
import { GetTask } from './application/get-task.ts';
import { ListTasks } from './application/list-tasks.ts';
import { ToggleCompletion } from './application/toggle-completion.ts';
import { Clock } from './ports/clock.ts';
import { Ids } from './ports/ids.ts';
import { Store } from './ports/store.ts';
import { TaskRepository } from './ports/task-repository.ts';

const Log: ServiceIdentifier<Logger> = Symbol.for('Log');
const Served: ServiceIdentifier<Route> = Symbol.for('Served');

/** Puts the service together: everything it is made of is bound here, each once. */
export function compose({ database }: Config, log: Logger): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Log).toConstantValue(log);
  container.load(persistence(database), useCases, http);
  return container;
}

/** Where tasks are kept. Nothing else in the service knows. */
function persistence(config: DatabaseConfig): ContainerModule {
  if (config.kind === 'memory') return inMemory;
  if (config.kind === 'postgres') return inDatabase((database, log) => new PostgresStore(config.url, database, log));
  return inDatabase((database, log) => new EmbeddedStore(config.dataDir, database, log));
}

const inMemory = module((provide) => {
  provide(Store, MemoryStore, []);
  provide(TaskRepository, MemoryTaskRepository, []);
});

const inDatabase = (store: (database: Database, log: Logger) => Store) =>
  module((provide, bind) => {
    provide(Database, Database, []);
    provide(TaskRepository, PostgresTaskRepository, [Database]);
    bind(Store).toResolvedValue(store, [Database, Log]);
  });

const useCases = module((provide) => {
  provide(Clock, SystemClock, []);
  provide(Ids, UuidIds, []);
  provide(CreateTask, CreateTask, [TaskRepository, Ids, Clock]);
  provide(ListTasks, ListTasks, [TaskRepository]);
  provide(GetTask, GetTask, [TaskRepository]);
  provide(EditTask, EditTask, [TaskRepository, Clock]);
  provide(DeleteTask, DeleteTask, [TaskRepository]);
  provide(ToggleCompletion, ToggleCompletion, [TaskRepository, Clock]);
});

const http = module((_provide, bind) => {
  bind(Served).toResolvedValue(createTaskRoute, [CreateTask]);
  bind(Served).toResolvedValue(listTasksRoute, [ListTasks]);
  bind(Served).toResolvedValue(getTaskRoute, [GetTask]);
  bind(Served).toResolvedValue(editTaskRoute, [EditTask]);
  bind(Served).toResolvedValue(deleteTaskRoute, [DeleteTask]);
  bind(Served).toResolvedValue(toggleCompletionRoute, [ToggleCompletion]);
  bind(Served).toResolvedValue(healthRoute, [Store]);
  bind(Served).toResolvedValue(rootRoute, []);
  bind(HttpServer).toResolvedValue(
    (routes: Route[], log: Logger) => new HttpServer(createApp(routes, log).callback(), log),
    [{ isMultiple: true, serviceIdentifier: Served }, Log],
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
