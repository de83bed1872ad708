import { performance } from 'node:perf_hooks';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';

/** Asks on each connection anew as soon as it is answered, until the time is up and the last answer is there. */
export async function closedLoop(connections: readonly Connection[], client: Client, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await Promise.all(connections.map((connection) => askUntil(end, connection, client)));
}

function askUntil(end: number, connection: Connection, client: Client): Promise<void> {
  return new Promise((resolve) => {
    function ask(sent: number): void {
      const planned = client.next();
      connection.send(planned.bytes, (answer) => {
        const now = performance.now();
        client.take(planned, answer, now - sent);
        // A connection that has broken stays out of it: there is an error already.
        if (now < end && !(answer instanceof Error)) ask(now);
        else resolve();
      });
    }
    ask(performance.now());
  });
}
