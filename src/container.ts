import { Container, type ContainerModule, type ServiceIdentifier } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Config } from '../config/env.ts';
import { changesRoute, historyRoute, undoRoute } from './adapters/http/changes/routes.ts';
import { basePathOf, Edge } from './adapters/http/edge/edge.ts';
import { listsRoute, tagsRoute } from './adapters/http/filter/names-routes.ts';
import { auditRoute, meRoute } from './adapters/http/me/routes.ts';
import { createTokenRoute, listTokensRoute, revokeTokenRoute } from './adapters/http/me/token-routes.ts';
import { HttpMetrics } from './adapters/http/observability/http-metrics.ts';
import { MetricsExporter } from './adapters/http/observability/metrics-exporter.ts';
import { Readiness } from './adapters/http/observability/readiness.ts';
import { healthRoute, liveRoute, metricsRoute, readyRoute } from './adapters/http/observability/routes.ts';
import { batchRoute } from './adapters/http/operations/batch-route.ts';
import { deleteMatchingRoute, editMatchingRoute } from './adapters/http/operations/matching-routes.ts';
import { readBuiltPage } from './adapters/http/page/built-page.ts';
import { pageRoutes } from './adapters/http/page/page-routes.ts';
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
import { PinoSecurityLog } from './adapters/system/pino-security-log.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { SystemTimer } from './adapters/system/system-timer.ts';
import { UuidGenerator } from './adapters/system/uuid-generator.ts';
import { ApiTokenChecker } from './adapters/tokens/api-token-checker.ts';
import { RandomTokenSecrets } from './adapters/tokens/random-token-secrets.ts';
import { CreateToken } from './application/access/create-token.ts';
import { ListTokens } from './application/access/list-tokens.ts';
import { PurgeAccess } from './application/access/purge-access.ts';
import { ReadAudit } from './application/access/read-audit.ts';
import { RecordAudit } from './application/access/record-audit.ts';
import { RevokeToken } from './application/access/revoke-token.ts';
import { UseToken } from './application/access/use-token.ts';
import { PurgeExpired } from './application/changes/purge-expired.ts';
import { ReadChanges } from './application/changes/read-changes.ts';
import { ReadHistory } from './application/changes/read-history.ts';
import { UndoChange } from './application/changes/undo-change.ts';
import { CountNames } from './application/filter/count-names.ts';
import { FindTasks } from './application/filter/find-tasks.ts';
import { FollowFilter } from './application/filter/follow-filter.ts';
import { ReadFilteredChanges } from './application/filter/read-filtered-changes.ts';
import { TaskReplicas } from './application/filter/task-replicas.ts';
import { ChangeMatching } from './application/operations/change-matching.ts';
import { ChangeTasks } from './application/operations/change-tasks.ts';
import { CreateTask } from './application/tasks/create-task.ts';
import { DeepPages } from './application/tasks/deep-pages.ts';
import { DeleteTask } from './application/tasks/delete-task.ts';
import { EditTask } from './application/tasks/edit-task.ts';
import { GetTask } from './application/tasks/get-task.ts';
import { ListTasks } from './application/tasks/list-tasks.ts';
import { ToggleCompletion } from './application/tasks/toggle-completion.ts';
import { credentials } from './credentials.ts';
import { network } from './network.ts';
import { Log, module, Purges } from './persistence/module.ts';
import { AuditLog } from './ports/access/audit-log.ts';
import { SecurityLog } from './ports/access/security-log.ts';
import { TokenRepository } from './ports/access/token-repository.ts';
import { TokenSecrets } from './ports/access/token-secrets.ts';
import { ChangeNotifier } from './ports/change-notifier.ts';
import { Clock } from './ports/clock.ts';
import { IdGenerator } from './ports/id-generator.ts';
import { StoreLifecycle } from './ports/store-lifecycle.ts';
import { TaskRepository } from './ports/task-repository.ts';
import { Timer } from './ports/timer.ts';

const Retention: ServiceIdentifier<number> = Symbol.for('Retention');
const Stopping: ServiceIdentifier<AbortController> = Symbol.for('Stopping');
export const Routes: ServiceIdentifier<Route> = Symbol.for('Routes');

/** Returns the container of the service: binds each service to its implementation (the composition root). */
export async function compose(config: Config, log: Logger): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(Log).toConstantValue(log);
  container.bind(Retention).toConstantValue(config.retention);
  container.load(await persistence(config), useCases, purges, network(config), ...(await credentials(config)), http);
  container
    .bind(LoadShedder)
    .toResolvedValue(
      (log: Logger, metrics: HttpMetrics) => new LoadShedder(log, metrics, undefined, basePathOf(config.publicUrl)),
      [Log, HttpMetrics],
    );
  bindPage(container, basePathOf(config.publicUrl));
  return container;
}

/** Binds the routes of the web page, and the route `/`, which redirects browsers to the page. */
function bindPage(container: Container, basePath: string): void {
  const page = readBuiltPage(basePath);
  for (const route of [rootRoute(basePath, page !== undefined), ...pageRoutes(page)])
    container.bind(Routes).toConstantValue(route);
}

/** Loads only the modules of the configured store: those of all stores take 30 MB and half of the startup time. */
async function persistence({ database, workers, shardedByUser }: Config): Promise<ContainerModule> {
  switch (database.kind) {
    case 'memory':
      return (await import('./persistence/memory.ts')).inMemory();
    case 'sqlite':
      return (await import('./persistence/sqlite.ts')).onSqlite(database.dataDir);
    case 'postgres':
      return (await import('./persistence/postgres.ts')).onPostgres({ url: database.url, workers, shardedByUser });
  }
}

const useCases = module((provide) => {
  provide(Clock, SystemClock, []);
  provide(Timer, SystemTimer, []);
  provide(IdGenerator, UuidGenerator, []);
  provide(CreateTask, CreateTask, [TaskRepository, IdGenerator, Clock]);
  provide(DeepPages, DeepPages, [TaskRepository, TaskReplicas]);
  provide(ListTasks, ListTasks, [TaskRepository, DeepPages]);
  provide(GetTask, GetTask, [TaskRepository]);
  provide(EditTask, EditTask, [TaskRepository, Clock]);
  provide(DeleteTask, DeleteTask, [TaskRepository, Clock]);
  provide(ToggleCompletion, ToggleCompletion, [TaskRepository, Clock]);
  provide(ReadChanges, ReadChanges, [TaskRepository, ChangeNotifier]);
  provide(ReadHistory, ReadHistory, [TaskRepository]);
  provide(UndoChange, UndoChange, [TaskRepository, Clock]);
  provide(TaskReplicas, TaskReplicas, [TaskRepository]);
  provide(FindTasks, FindTasks, [TaskRepository, TaskReplicas, Clock]);
  provide(ReadFilteredChanges, ReadFilteredChanges, [ReadChanges, Clock]);
  provide(FollowFilter, FollowFilter, [TaskRepository, TaskReplicas, ChangeNotifier, Clock, Timer]);
  provide(CountNames, CountNames, [TaskReplicas]);
  provide(ChangeTasks, ChangeTasks, [TaskRepository, IdGenerator, Clock]);
  provide(ChangeMatching, ChangeMatching, [TaskRepository, TaskReplicas, Clock]);
  provide(PurgeExpired, PurgeExpired, [TaskRepository, Clock, Retention]);
  provide(TokenSecrets, RandomTokenSecrets, []);
  provide(SecurityLog, PinoSecurityLog, [Log]);
  provide(RecordAudit, RecordAudit, [AuditLog, SecurityLog, Clock]);
  provide(ReadAudit, ReadAudit, [AuditLog, RecordAudit]);
  provide(CreateToken, CreateToken, [TokenRepository, RecordAudit, TokenSecrets, IdGenerator, Clock]);
  provide(ListTokens, ListTokens, [TokenRepository]);
  provide(RevokeToken, RevokeToken, [TokenRepository, RecordAudit, Clock]);
  provide(UseToken, UseToken, [TokenRepository, RecordAudit, Clock]);
  provide(ApiTokenChecker, ApiTokenChecker, [UseToken]);
  provide(PurgeAccess, PurgeAccess, [AuditLog, TokenRepository, Clock, Retention]);
});

const purges = module((_, bind) => {
  bind(Purges).toService(PurgeExpired);
  bind(Purges).toService(PurgeAccess);
});

const http = module((provide, bind) => {
  provide(Stopping, AbortController, []);
  bind(Registry).toResolvedValue(() => new Registry(), []);
  provide(HttpMetrics, HttpMetrics, [Registry]);
  provide(Readiness, Readiness, [StoreLifecycle]);
  provide(MetricsExporter, MetricsExporter, [Registry, Readiness, TaskReplicas]);
  bind(Routes).toResolvedValue(createTaskRoute, [CreateTask]);
  bind(Routes).toResolvedValue(listTasksRoute, [ListTasks, FindTasks]);
  bind(Routes).toResolvedValue(batchRoute, [ChangeTasks]);
  bind(Routes).toResolvedValue(editMatchingRoute, [ChangeMatching]);
  bind(Routes).toResolvedValue(deleteMatchingRoute, [ChangeMatching]);
  bind(Routes).toResolvedValue(tagsRoute, [CountNames]);
  bind(Routes).toResolvedValue(listsRoute, [CountNames]);
  bind(Routes).toResolvedValue(getTaskRoute, [GetTask]);
  bind(Routes).toResolvedValue(putTaskRoute, [EditTask, CreateTask]);
  bind(Routes).toResolvedValue(patchTaskRoute, [EditTask]);
  bind(Routes).toResolvedValue(deleteTaskRoute, [DeleteTask]);
  bind(Routes).toResolvedValue(toggleCompletionRoute, [ToggleCompletion]);
  bind(Routes).toResolvedValue(changesRoute, [ReadChanges, ReadFilteredChanges, FollowFilter]);
  bind(Routes).toResolvedValue(historyRoute, [ReadHistory]);
  bind(Routes).toResolvedValue(undoRoute, [UndoChange, ReadChanges]);
  bind(Routes).toResolvedValue(meRoute, []);
  bind(Routes).toResolvedValue(createTokenRoute, [CreateToken]);
  bind(Routes).toResolvedValue(listTokensRoute, [ListTokens]);
  bind(Routes).toResolvedValue(revokeTokenRoute, [RevokeToken]);
  bind(Routes).toResolvedValue(auditRoute, [ReadAudit]);
  bind(Routes).toResolvedValue(healthRoute, [StoreLifecycle]);
  bind(Routes).toResolvedValue(liveRoute, []);
  bind(Routes).toResolvedValue(readyRoute, [Readiness]);
  bind(Routes).toResolvedValue(metricsRoute, [MetricsExporter]);
  bind(Routes).toResolvedValue(faviconRoute, []);
  bind(HttpServer).toResolvedValue(
    (
      routes: Route[],
      log: Logger,
      metrics: HttpMetrics,
      loadShedder: LoadShedder,
      stopping: AbortController,
      edge: Edge,
    ) => {
      const queue = createApp(routes, log, metrics, loadShedder, stopping.signal, edge);
      return new HttpServer(queue, log, metrics, stopping, edge);
    },
    [{ isMultiple: true, serviceIdentifier: Routes }, Log, HttpMetrics, LoadShedder, Stopping, Edge],
  );
});
