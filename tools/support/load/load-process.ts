import { performance } from 'node:perf_hooks';
import { percentile } from '../statistics.ts';
import { Client } from './client.ts';
import { closedLoop } from './closed-loop.ts';
import { Connection } from './connection.ts';
import type { LoadPlan, LoadReport } from './load.ts';
import { openLoop } from './open-loop.ts';
import { RequestMix } from './requests/request-mix.ts';

// The load generator: a child process, so that its processor time is not counted as the server's. It runs the load
// plans that its parent sends, one after the other, and exits with its parent.

/** The time limit for outstanding responses after the last request. */
const DRAIN_SECONDS = 20;

process.on('disconnect', () => process.exit());
// Ctrl-C also signals this process; it is ignored, because the parent handles it.
process.on('SIGINT', () => {});
process.on('message', async (plan: LoadPlan) => process.send?.(await runPlan(plan)));

async function runPlan({
  url,
  weights,
  target,
  salt,
  seconds,
  connections: count,
  rate,
}: LoadPlan): Promise<LoadReport> {
  const client = new Client(new RequestMix(weights, target, salt));
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  const timer = setTimeout(() => closeAll(connections), (seconds + DRAIN_SECONDS) * 1000);
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
