import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Edge } from '../../../src/adapters/http/edge/edge.ts';
import { HttpMetrics } from '../../../src/adapters/http/observability/http-metrics.ts';
import type { Route } from '../../../src/adapters/http/routing/route.ts';
import { createApp } from '../../../src/adapters/http/server/app.ts';
import { type LoadLimits, LoadShedder } from '../../../src/adapters/http/server/load-shedder.ts';
import { openEdge } from './open-edge.ts';

/** An HTTP server with only the routes that a test defines. */
export interface RouteServer {
  readonly server: Server;
  readonly url: string;
  readonly registry: Registry;
  close(): void;
}

/** Serves routes of a test without the rest of the service. */
export async function serveRoutes(
  routes: readonly Route[],
  log: Logger,
  limits?: LoadLimits,
  edge: Edge = openEdge(),
): Promise<RouteServer> {
  const registry = new Registry();
  const metrics = new HttpMetrics(registry);
  const loadShedder = new LoadShedder(log, metrics, limits);
  const queue = createApp(routes, log, metrics, loadShedder, new AbortController().signal, edge);
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
