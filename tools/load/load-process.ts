import { performance } from 'node:perf_hooks';
import { percentile } from '../support/statistics.ts';
import { Client } from './client.ts';
import { closedLoop } from './closed-loop.ts';
import { Connection } from './connection.ts';
import type { LoadReport, Order } from './load.ts';
import { openLoop } from './open-loop.ts';
import { RequestMix } from './request-mix.ts';

// The load, as a process of its own, so that what it takes of the processor is not taken for the server's. It does what
// it is told, one order after the other, and ends with whoever started it.

/** For how many seconds answers are waited for after the last request. */
const PATIENCE = 20;

process.on('disconnect', () => process.exit());
// Whoever started it decides what an interruption ends.
process.on('SIGINT', () => {});
process.on('message', async (order: Order) => process.send?.(await carryOut(order)));

async function carryOut({ url, weights, place, salt, seconds, connections: count, rate }: Order): Promise<LoadReport> {
  const client = new Client(new RequestMix(weights, place, salt));
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  const timer = setTimeout(() => closeAll(connections), (seconds + PATIENCE) * 1000);
  const start = performance.now();
  if (rate === undefined) await closedLoop(connections, client, seconds);
  else await openLoop(connections, client, seconds, rate);
  const took = (performance.now() - start) / 1000;
  clearTimeout(timer);
  closeAll(connections);
  const sorted = Float64Array.from(client.latencies).sort();
  return {
    requests: sorted.length,
    perSecond: sorted.length / took,
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    p99: percentile(sorted, 99),
    errors: client.errors,
    mistakes: client.mistakes,
  };
}

function closeAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.close();
}
