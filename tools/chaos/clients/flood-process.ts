import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../support/load/answer-reader.ts';
import { Connection } from '../../support/load/connection.ts';
import { Schedule } from '../../support/load/schedule.ts';
import { percentile } from '../../support/statistics.ts';
import type { FloodPlan, FloodReport } from './flood.ts';

// The child process of `Flood`: it runs the load plans that its parent sends, and exits with its parent.

const REPLY_TIMEOUT_MS = 15_000;
const RECONNECT_MS = 50;
/** The number of users among which the created tasks are divided. */
const USERS = 1000;

const REQUESTS = Array.from({ length: USERS }, (_, n) => {
  const path = `/api/00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}/tasks`;
  const body = '{"title": "one of many"}';
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  return Buffer.from(`${head}\r\n\r\n${body}`);
});

process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
process.on('message', async (plan: FloodPlan) => process.send?.(await runPlan(plan)));

async function runPlan(plan: FloodPlan): Promise<FloodReport> {
  const accepted: number[] = [];
  const refused: number[] = [];
  const statuses: Record<string, number> = {};
  const { connections, seconds, rate } = plan;
  const schedule = rate === undefined ? undefined : new Schedule(rate, seconds);
  let sent = 0;
  let withoutDetail = 0;

  function take(answer: Answer | Error, took: number): void {
    const status = answer instanceof Error ? 0 : answer.status;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (answer instanceof Error) return;
    if (status < 300) accepted.push(took);
    else {
      refused.push(took);
      if (!answer.body.includes('"detail":')) withoutDetail++;
    }
  }

  /** Callbacks that wake idle connections, one connection for each request that becomes due. */
  const waiting: (() => void)[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let due = 0;
  const timer = setInterval(() => {
    for (let count = waiting.length; count > 0 && isDue(); count--) waiting.pop()?.();
    if (performance.now() > end) for (const wake of waiting.splice(0)) wake();
  }, 1);
  const isDue = () => {
    if (schedule?.take(performance.now() - start) === undefined) return false;
    due++;
    return true;
  };

  async function runConnection(): Promise<void> {
    let connection: Connection | undefined;
    while (performance.now() < end) {
      if (schedule !== undefined && !isDue()) await new Promise<void>((resolve) => waiting.push(resolve));
      if (performance.now() > end) break;
      connection ??= await Connection.open(plan.url).catch(() => undefined);
      if (connection === undefined) {
        await delay(RECONNECT_MS);
        continue;
      }
      const sentAt = performance.now();
      const request = REQUESTS[sent++ % USERS] as Buffer;
      const answer = await sendRequest(connection, request);
      take(answer, performance.now() - sentAt);
      if (answer instanceof Error) connection = undefined;
    }
    connection?.close();
  }

  await Promise.all(Array.from({ length: connections }, runConnection));
  clearInterval(timer);
  const [good, bad] = [accepted, refused].map((times) => Float64Array.from(times).sort()) as [
    Float64Array,
    Float64Array,
  ];
  return {
    due: schedule === undefined ? sent : Math.max(due, schedule.total),
    sent,
    statuses,
    perSecond: good.length / seconds,
    p50: percentile(good, 50),
    p95: percentile(good, 95),
    p99: percentile(good, 99),
    refusedP50: percentile(bad, 50),
    withoutDetail,
  };
}

function sendRequest(connection: Connection, request: Buffer): Promise<Answer | Error> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.close(), REPLY_TIMEOUT_MS);
    connection.send(request, (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
