import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../postgres/postgres.ts';
import { type LogLine, type ServiceProcess, startProcess } from './process.ts';

/** A service process with two workers and its own database. */
export interface Workers {
  readonly database: string;
  readonly service: ServiceProcess;
  readonly address: string;
  /** The tasks URL of a user. */
  readonly tasks: string;
  /** The process ids of the first two workers. */
  readonly pids: readonly [number, number];
}

/** Starts a service with two workers before each test, and stops it afterwards. Skips the suite without PostgreSQL. */
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

/** Sends four requests on new connections, and expects each of the two processes to answer two requests. */
export async function expectAnswersFrom({ service, address }: Workers, pids: readonly number[]): Promise<void> {
  const ids = Array.from({ length: 4 }, () => randomUUID());
  for (const id of ids) await ask('GET', address, { headers: { Connection: 'close', 'X-Request-Id': id } });
  const answered = (await Promise.all(ids.map((id) => service.line('request', { id })))).map(pidOf);
  for (const pid of pids) expect(answered.filter((each) => each === pid)).to.have.length(2);
}

/** Returns the process id in a log line. */
export function pidOf(line: LogLine): number {
  return line.pid as number;
}
