import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { Connection } from '../../support/load/connection.ts';
import { Dataset, DESCRIPTION } from '../../support/load/requests/dataset.ts';
import { request } from '../../support/load/requests/operations.ts';
import { percentile } from '../../support/statistics.ts';
import { ComparedService, type Cpu } from './compared-service.ts';

// Measures the cost of the change log, versions and idempotency keys. It compares the service as it is (A) with the
// same service on a plain repository without these (B), in turns, over one connection each. It creates two databases
// and drops them. It prints the median latencies of A and B, the median of the ratio A/B over all rounds, and the
// processor time per request in the service (srv) and in PostgreSQL (pg).
//
//     make cost DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres

const ROUNDS = Number(process.argv[2] ?? 9);
const SECONDS = Number(process.argv[3] ?? 1.5);
/** The number of requests before each scenario that warm up the JIT compiler and the plan cache. */
const WARM_UP = 1_500;
/** The number of different tasks that `near` returns: few enough that the service caches all of them. */
const RECENT = 1_000;
const SIZE = { users: 100, tasksEach: 1_000 };
const DATASET = new Dataset(SIZE);

/** Returns the task index for the n-th request, so that every task is used once before a task repeats. */
const far = (n: number) => (n * 7_919) % DATASET.total;
/** Returns the task index for the n-th request, so that a few tasks are used over and over. */
const near = (n: number) => far(n % RECENT);

type Scenario = [name: string, request: (n: number, isPlain: boolean) => Buffer];

const SCENARIOS: Scenario[] = [
  ['create', (n) => request('POST', `${DATASET.user(n)}/tasks`, newTask(n))],
  [
    'create with a key',
    (n, isPlain) =>
      request('POST', `${DATASET.user(n)}/tasks`, newTask(n), isPlain ? '' : `Idempotency-Key: key-${n}\r\n`),
  ],
  ['edit', (n) => request('PUT', DATASET.address(near(n)), { title: `Edited ${n}` })],
  ['edit, not in the cache', (n) => request('PUT', DATASET.address(far(n)), { title: `Edited ${n}` })],
  ['toggle', (n) => request('PATCH', `${DATASET.address(near(n))}/complete`)],
  ['get', (n) => request('GET', DATASET.address(far(n)))],
  [`list 50 of ${SIZE.tasksEach}`, (n) => request('GET', `${DATASET.user(n)}/tasks?limit=50`)],
];

function newTask(n: number): object {
  return { title: `Task ${n}`, description: DESCRIPTION };
}

/** The measurements of one service in one scenario. */
class ScenarioRun {
  readonly service: ComparedService;
  readonly #request: (n: number) => Buffer;
  readonly times: number[] = [];
  server = 0;
  postgres = 0;
  #n = 0;

  constructor(service: ComparedService, request: (n: number) => Buffer) {
    this.service = service;
    this.#request = request;
  }

  async warmUp(): Promise<void> {
    const connection = await Connection.open(this.service.url);
    for (let i = 0; i < WARM_UP; i++) await connection.ask(this.#request(this.#n++));
    connection.close();
  }

  /** Sends one request after the other for `SECONDS`; returns the median latency in milliseconds. */
  async round(): Promise<number> {
    const connection = await Connection.open(this.service.url);
    const times: number[] = [];
    const before = await this.service.cpu();
    const end = performance.now() + SECONDS * 1000;
    for (let start = performance.now(); start < end; ) {
      await connection.ask(this.#request(this.#n++));
      const now = performance.now();
      times.push(now - start);
      start = now;
    }
    const after = await this.service.cpu();
    connection.close();
    this.times.push(...times);
    this.server += after.server - before.server;
    this.postgres += after.postgres - before.postgres;
    return median(times);
  }

  /** The mean processor time per request, in microseconds. */
  get cpu(): Cpu {
    return { server: this.server / this.times.length, postgres: this.postgres / this.times.length };
  }
}

async function measure([name, request]: Scenario, real: ComparedService, plain: ComparedService): Promise<string[]> {
  const a = new ScenarioRun(real, (n) => request(n, false));
  const b = new ScenarioRun(plain, (n) => request(n, true));
  await a.warmUp();
  await b.warmUp();
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const took = await a.round();
    ratios.push(took / (await b.round()));
  }
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const ms = ({ times }: ScenarioRun) => median(times).toFixed(3);
  return [
    name,
    ...[ms(a), ms(b), median(ratios).toFixed(2), range],
    ...compared(a.cpu.server, b.cpu.server),
    ...compared(a.cpu.postgres, b.cpu.postgres),
    ((a.cpu.server + a.cpu.postgres) / (b.cpu.server + b.cpu.postgres)).toFixed(2),
  ];
}

function compared(a: number, b: number): string[] {
  return [a.toFixed(0), b.toFixed(0), (a / b).toFixed(2)];
}

function median(numbers: readonly number[]): number {
  return percentile(
    numbers.toSorted((a, b) => a - b),
    50,
  );
}

const HEAD = [
  '',
  'A ms',
  'B ms',
  'A/B',
  'min–max',
  'A srv µs',
  'B srv µs',
  'A/B',
  'A pg µs',
  'B pg µs',
  'A/B',
  'both A/B',
];

function print([name = '', ...cells]: string[]): void {
  process.stdout.write(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(10)).join('')}\n`);
}

const admin = new URL(process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const client = new pg.Client({ connectionString: admin.href });
await client.connect();
const names = ['real', 'plain'].map((kind) => `taskport_cost_${kind}_${randomBytes(4).toString('hex')}`);
const services: ComparedService[] = [];
try {
  for (const [i, name] of names.entries()) {
    await client.query(`create database ${name}`);
    services.push(
      await ComparedService.start(
        Object.assign(new URL(admin), { pathname: name }).href,
        i === 0 ? 'real' : 'plain',
        SIZE,
      ),
    );
  }
  const [real, plain] = services as [ComparedService, ComparedService];
  const { rows } = await client.query(
    "select current_setting('server_version') as version, current_setting('fsync') as fsync",
  );
  process.stdout.write(
    `DATABASE_URL=… node tools/bench/cost/cost.ts ${ROUNDS} ${SECONDS}\n` +
      `Node ${process.versions.node}, PostgreSQL ${rows[0].version}, fsync ${rows[0].fsync}, ${availableParallelism()} processors\n\n`,
  );
  print(HEAD);
  for (const scenario of SCENARIOS) print(await measure(scenario, real, plain));
} finally {
  for (const service of services) await service.stop();
  for (const name of names) await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
}
