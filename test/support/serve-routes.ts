import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { Admission, type AdmissionLimits } from '../../src/adapters/http/admission.ts';
import { createApp } from '../../src/adapters/http/app.ts';
import { HttpMetrics } from '../../src/adapters/http/metrics.ts';
import type { Route } from '../../src/adapters/http/route.ts';

export interface RouteServer {
  readonly server: Server;
  readonly url: string;
  readonly registry: Registry;
  close(): void;
}

/** Serves routes that are made for a test, without the rest of the service. */
export async function serveRoutes(
  routes: readonly Route[],
  log: Logger,
  limits?: AdmissionLimits,
): Promise<RouteServer> {
  const registry = new Registry();
  const metrics = new HttpMetrics(registry);
  const admission = new Admission(log, metrics, limits);
  const queue = createApp(routes, log, metrics, admission, new AbortController().signal);
  const server = createServer((request, response) => queue.add(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registry,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
