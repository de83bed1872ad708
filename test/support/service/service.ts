import type { Container } from 'inversify';
import type { Logger } from 'pino';
import { type Config, type DatabaseConfig, parseConfig } from '../../../config/env.ts';
import { docsRoutes } from '../../../src/adapters/http/docs/docs-routes.ts';
import { Readiness } from '../../../src/adapters/http/observability/readiness.ts';
import type { Route } from '../../../src/adapters/http/routing/route.ts';
import { HttpServer } from '../../../src/adapters/http/server/http-server.ts';
import { compose, Routes } from '../../../src/container.ts';
import { StoreLifecycle } from '../../../src/ports/store-lifecycle.ts';
import { checkAll } from '../../../tools/support/client.ts';
import { OpenApiChecker } from '../openapi/openapi-checker.ts';
import { silentLog } from './silent-log.ts';

/** A service that runs in the test process. */
export interface Service {
  readonly url: string;
  readonly container: Container;
}

const services: Service[] = [];

/** All services share one checker, because the OpenAPI description does not depend on the store. */
let checker: OpenApiChecker | undefined;

/**
 * Starts a service that runs until the tests end. Checks all its responses against the OpenAPI description.
 *
 * @param changed the configuration that differs from the default
 */
export async function startService(
  database: DatabaseConfig,
  log: Logger = silentLog,
  changed: Partial<Config> = {},
): Promise<Service> {
  const config = { ...parseConfig({}), ...changed, database };
  const container = await compose(config, log);
  await container.get(StoreLifecycle).open();
  await container.get(Readiness).prepare();
  const url = await container.get(HttpServer).listen(0, config.host);
  const service = { url, container };
  services.push(service);
  checker ??= await createChecker(container);
  checkAll(url, checker.check.bind(checker));
  return service;
}

/** Reads the OpenAPI description from its route handler, because an HTTP request would appear in logs and metrics. */
async function createChecker(container: Container): Promise<OpenApiChecker> {
  const [openApi] = docsRoutes(container.getAll(Routes)) as [Route];
  const { body } = await openApi.handle({} as Parameters<Route['handle']>[0]);
  return new OpenApiChecker(JSON.parse(String(body)));
}

export async function closeServices(): Promise<void> {
  for (const { container } of services) {
    await container.get(HttpServer).stop(0);
    await container.get(StoreLifecycle).close();
  }
}
