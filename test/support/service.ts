import type { Container } from 'inversify';
import type { DatabaseConfig } from '../../config/env.ts';
import { HttpServer } from '../../src/adapters/http/server.ts';
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
export async function startService(database: DatabaseConfig): Promise<Service> {
  const config = { database, host: '127.0.0.1', port: 0, logLevel: 'silent', environment: 'test' } as const;
  const container = compose(config, silentLog);
  await container.get(Store).open();
  await container.get(Store).prepare();
  const url = await container.get(HttpServer).listen(config.port, config.host);
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
