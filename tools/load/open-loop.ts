import { performance } from 'node:perf_hooks';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { Schedule } from './schedule.ts';

/** Asks at a constant rate, as people do who know nothing of each other, and ends when everything is answered. */
export function openLoop(
  connections: readonly Connection[],
  client: Client,
  seconds: number,
  perSecond: number,
): Promise<void> {
  const schedule = new Schedule(perSecond, seconds);
  const idle = [...connections];
  const start = performance.now();
  let left = schedule.total;
  return new Promise((resolve) => {
    /** Sends what is due; what finds no idle connection waits, and its time runs. */
    function send(): void {
      while (idle.length > 0) {
        const intended = schedule.take(performance.now() - start);
        if (intended === undefined) return;
        const connection = idle.pop() as Connection;
        const planned = client.next();
        connection.send(planned.bytes, (answer) => {
          client.take(planned, answer, performance.now() - start - intended);
          idle.push(connection);
          if (--left === 0) finish();
          else send();
        });
      }
    }

    // Timers are a millisecond apart at best: a request may be sent so much late, and that counts against the server.
    const timer = setInterval(send, 1);
    function finish(): void {
      clearInterval(timer);
      resolve();
    }
  });
}
