import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '../../support/load/connection.ts';

const INTERVAL_MS = 1000 / 20;
const REQUEST = Buffer.from('GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n');

/**
 * Requests `/livez` 20 times a second until `work` settles; resolves with the latencies in milliseconds.
 *
 * A latency is measured from the time when the request was due. So a slow response also adds to the latencies of the
 * requests that it delays.
 *
 * @throws Error if a probe fails, or if `work` rejects
 */
export async function probeDuring(url: string, work: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  const latencies: number[] = [];
  const connection = await Connection.open(url);
  const start = performance.now();
  try {
    for (let due = start; !isOver; due += INTERVAL_MS) {
      await delay(Math.max(0, due - performance.now()));
      await connection.ask(REQUEST);
      latencies.push(performance.now() - due);
    }
    await work;
    return latencies;
  } finally {
    connection.close();
  }
}
