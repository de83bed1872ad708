import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../postgres/postgres.ts';
import { type LogLine, type ServiceProcess, startProcess } from './process.ts';

/** A service of two workers on a PostgreSQL of their own, and a path to tasks there. */
export interface Workers {
  readonly database: string;
  readonly service: ServiceProcess;
  readonly address: string;
  readonly tasks: string;
  /** Of those that were ready first. */
  readonly pids: readonly [number, number];
}

/** Before each test of a suite starts such a service, and ends it afterwards; without a PostgreSQL there is none. */
export function workersForEach(): () => Workers {
  let workers: Workers;

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  beforeEach(async () => {
    workers = await startWorkers();
  });

  afterEach(async () => {
    workers?.service.child.kill('SIGTERM');
    await workers?.service.gone;
  });

  return () => workers;
}

async function startWorkers(): Promise<Workers> {
  const database = await createDatabase();
  const service = startProcess({ DATABASE_URL: database, WORKERS: '2' });
  const address = await service.listening();
  const pids = (await service.lines('ready', 2)).map(pidOf) as [number, number];
  return { database, service, address, tasks: `${address}/api/${randomUUID()}/tasks`, pids };
}

/** Asks four times, on new connections, and expects that these two processes, and no others, answer in turn. */
export async function expectAnswersFrom({ service, address }: Workers, pids: readonly number[]): Promise<void> {
  const ids = Array.from({ length: 4 }, () => randomUUID());
  for (const id of ids) await ask('GET', address, { headers: { Connection: 'close', 'X-Request-Id': id } });
  const answered = (await Promise.all(ids.map((id) => service.line('request', { id })))).map(pidOf);
  for (const pid of pids) expect(answered.filter((each) => each === pid)).to.have.length(2);
}

/** Which process a line of the log is from. */
export function pidOf(line: LogLine): number {
  return line.pid as number;
}
