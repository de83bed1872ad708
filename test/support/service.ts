import type { Container } from 'inversify';
import type { Logger } from 'pino';
import { type DatabaseConfig, parseConfig } from '../../config/env.ts';
import { HttpServer } from '../../src/adapters/http/server.ts';
import { Readiness } from '../../src/adapters/http/watching/readiness.ts';
import { compose } from '../../src/container.ts';
import { Store } from '../../src/ports/store.ts';
import { silentLog } from './silent-log.ts';

/** The whole service, in this process. */
export interface Service {
  readonly url: string;
  readonly container: Container;
}

const services: Service[] = [];

/** Starts the service, to be stopped when the tests end. */
export async function startService(database: DatabaseConfig, log: Logger = silentLog): Promise<Service> {
  const config = { ...parseConfig({}), database };
  const container = compose(config, log);
  await container.get(Store).open();
  await container.get(Readiness).prepare();
  const url = await container.get(HttpServer).listen(0, config.host);
  const service = { url, container };
  services.push(service);
  return service;
}

export async function closeServices(): Promise<void> {
  for (const { container } of services) {
    await container.get(HttpServer).stop(0);
    await container.get(Store).close();
  }
}
