import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchOnce } from '../clients/fetch-once.ts';
import type { Environment } from '../environment/environment.ts';

/** The number of requests that must succeed after all faults are healed. */
const REQUESTS = 1000;
/** The number of requests that the check keeps in flight at once. */
const CONCURRENCY = 20;
/** The size of the connection pool of one process of the service. */
const MAX_CONNECTIONS = 10;
/** The milliseconds in which all database connections must become idle after the last request. */
const POOL_IDLE_MS = 2000;

/** The problems of the service that remain after all faults are healed. */
export interface Recovery {
  /** The number of failed requests. */
  readonly failed: number;
  /** Descriptions of busy or surplus database connections, and of statement queues that are not empty. */
  readonly pool: readonly string[];
}

/** Checks after all faults that requests succeed, and that no database connection or statement queue is still busy. */
export async function checkRecovery(environment: Environment): Promise<Recovery> {
  return { failed: await countFailures(environment), pool: await checkPool(environment) };
}

async function countFailures({ caller, checker }: Environment): Promise<number> {
  const tasks = `/api/${randomUUID()}/tasks`;
  let left = REQUESTS;
  let failed = 0;
  const ask = async () => {
    while (left-- > 0) {
      const isWrite = left % 2 === 0;
      const call = isWrite
        ? { method: 'POST', path: tasks, body: { title: `after ${left}` } }
        : { path: `${tasks}?limit=5` };
      const { status, text, error } = await caller.call(call);
      if (status === (isWrite ? 201 : 200)) continue;
      failed++;
      checker.report('recovery', `${call.path} after all faults were healed: ${status} ${error ?? text}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, ask));
  return failed;
}

async function checkPool(environment: Environment): Promise<string[]> {
  const most = MAX_CONNECTIONS * environment.workers;
  const end = Date.now() + POOL_IDLE_MS;
  for (;;) {
    const backends = await environment.backends();
    const busy = backends.filter(({ state }) => state !== 'idle').map(({ pid, state }) => `${pid} is ${state}`);
    const many = backends.length > most ? [`${backends.length} connections, not ${most}`] : [];
    const wrong = [...busy, ...many, ...(await gaugesAboveZero(environment))];
    if (wrong.length === 0) return [];
    if (Date.now() > end) {
      for (const each of wrong) environment.checker.report('pool', `after all faults were healed: ${each}`);
      return wrong;
    }
    await delay(20);
  }
}

/** Returns the pool and queue metrics above 0. They reveal a leaked connection, which looks idle to PostgreSQL. */
async function gaugesAboveZero({ url }: Environment): Promise<string[]> {
  const { text } = await fetchOnce(`${url}/metrics`);
  const gauges = text.matchAll(
    /^taskport_(?:pool_connections\{.*state="(?:busy|waiting)".*\}|queue_length\{.*\}) (\d+)$/gm,
  );
  return [...gauges].filter(([, count]) => count !== '0').map(([line]) => line);
}
