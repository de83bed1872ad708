import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '../../support/load/connection.ts';
import { request } from '../../support/load/requests/operations.ts';
import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { numberOf } from '../../support/settings.ts';
import { Databases } from '../environment/databases.ts';
import { KINDS } from '../environment/server-kinds.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { describeMachine, environmentOf } from '../report/machine.ts';
import { bearer, ISSUER, signToken } from './issuer.ts';

// Measures the rate limit of a service with two workers. One user lists tasks as fast as possible, far over the limit;
// the other creates tasks at a steady rate within the limit; each has 50 connections. Counts the requests granted to
// each user, and checks the RateLimit header of every response.
//
//     make limits [SECONDS=60] [DATABASE_URL=postgres://…]

const CONNECTIONS = 50;
const LIMIT = 20_000;
const WINDOW = 3_600;
/** The number of requests by the user who stays within the limit, as a fraction of the limit. */
const SHARE = 0.95;
const QUOTA = /\r\nRateLimit: "user";r=(\d+);t=(\d+)\r\n/i;

interface Caller {
  readonly name: string;
  readonly byStatus: Map<number, number>;
  /** The greatest difference between the reset time in a RateLimit header and the true reset time, in seconds. */
  clock: number;
  /** The lowest number of remaining requests in any RateLimit header. */
  rest: number;
  /** The time when the first request was sent, by `performance.now()`. */
  readonly start: number;
}

await runTool(async (stack) => {
  const seconds = numberOf('SECONDS', 60, 1, 600);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const secret = randomBytes(32).toString('hex');
  const { command, environment: settings } = KINDS.taskport;
  const server = await ServerProcess.start(command, {
    ...settings,
    ...ISSUER,
    ...{ DATABASE_URL: await databases.create('limits'), WORKERS: '2' },
    ...{ JWT_SECRET: secret, RATE_LIMIT: `${LIMIT}/${WINDOW}` },
  });
  stack.defer(() => server.stop());
  const key = Buffer.from(secret);
  const [greedy, modest] = await Promise.all([
    listFast(server.url, bearer(await signToken(randomUUID(), 'greedy', 'HS256', key)), seconds),
    createSteadily(server.url, bearer(await signToken(randomUUID(), 'modest', 'HS256', key)), seconds),
  ]);
  for (const caller of [greedy, modest]) printLine(describe(caller));
  const environment = await environmentOf(databases, `make limits SECONDS=${seconds}`);
  printLine(`\`${environment.command}\`: ${describeMachine(environment)}.`);
});

/** Requests the task list on all connections; each sends its next request as soon as a response has come. */
async function listFast(url: string, header: string, seconds: number): Promise<Caller> {
  const caller = newCaller('over its limit');
  const list = request('GET', 'me/tasks', undefined, header);
  const end = performance.now() + seconds * 1000;
  await onEach(url, async (connection) => {
    while (performance.now() < end) await send(caller, connection, list);
  });
  return caller;
}

/** Creates tasks on all connections, at a steady rate that stays within the user's rate limit. */
async function createSteadily(url: string, header: string, seconds: number): Promise<Caller> {
  const caller = newCaller('within its limit');
  const count = Math.floor((LIMIT * SHARE) / CONNECTIONS);
  const begin = performance.now();
  await onEach(url, async (connection) => {
    for (let i = 0; i < count; i++) {
      await delay(Math.max(0, begin + (i * seconds * 1000) / count - performance.now()));
      await send(caller, connection, request('POST', 'me/tasks', { title: `Task ${i}` }, header));
    }
  });
  return caller;
}

function newCaller(name: string): Caller {
  return { name, byStatus: new Map(), clock: 0, rest: LIMIT, start: performance.now() };
}

async function onEach(url: string, act: (connection: Connection) => Promise<void>): Promise<void> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(url)));
  await Promise.all(connections.map(act));
  for (const connection of connections) connection.close();
}

/** Sends a request and records its response. @throws Error without a response, or without its RateLimit header */
function send(caller: Caller, connection: Connection, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.send(bytes, (answer) => {
      if (answer instanceof Error) return reject(answer);
      const { status, head } = answer;
      const [, rest, reset] = QUOTA.exec(head) ?? [];
      if (rest === undefined) return reject(new Error(`no RateLimit header: ${head}`));
      caller.byStatus.set(status, (caller.byStatus.get(status) ?? 0) + 1);
      caller.rest = Math.min(caller.rest, Number(rest));
      const left = WINDOW - (performance.now() - caller.start) / 1000;
      caller.clock = Math.max(caller.clock, Math.abs(Number(reset) - left));
      resolve();
    });
  });
}

function describe({ name, byStatus, clock, rest }: Caller): string {
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
  const granted = [...byStatus].reduce((sum, [status, count]) => sum + (status === 429 ? 0 : count), 0);
  const ofLimit = ((granted / LIMIT) * 100).toFixed(2);
  return `${name}: ${statuses.join(', ')}; granted ${granted} of ${LIMIT} (${ofLimit} %), least rest told ${rest}, clock off by at most ${clock.toFixed(1)} s`;
}
