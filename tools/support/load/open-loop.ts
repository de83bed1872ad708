import { performance } from 'node:perf_hooks';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { Schedule } from './schedule.ts';

/** Sends requests at a constant rate, regardless of how fast responses come; resolves after the last response. */
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
    /** Sends due requests on idle connections. If none is idle, a request waits, and its latency includes the wait. */
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

    // Timers have a resolution of 1 ms, so a request may be sent 1 ms late; its latency includes the delay.
    const timer = setInterval(send, 1);
    function finish(): void {
      clearInterval(timer);
      resolve();
    }
  });
}
