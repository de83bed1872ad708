import { performance } from 'node:perf_hooks';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';

/** Sends the next request on each connection after the previous response; resolves after the last response. */
export async function closedLoop(connections: readonly Connection[], client: Client, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await Promise.all(connections.map((connection) => sendUntil(end, connection, client)));
}

function sendUntil(end: number, connection: Connection, client: Client): Promise<void> {
  return new Promise((resolve) => {
    function sendNext(sent: number): void {
      const planned = client.next();
      connection.send(planned.bytes, (answer) => {
        const now = performance.now();
        client.take(planned, answer, now - sent);
        // A broken connection sends no more requests. `client.take` has recorded its error.
        if (now < end && !(answer instanceof Error)) sendNext(now);
        else resolve();
      });
    }
    sendNext(performance.now());
  });
}
