import { randomUUID } from 'node:crypto';
import { parse } from '../../../support/wire.ts';
import { timeToFirstWrite } from '../../checks/time-to-first-write.ts';
import type { Environment } from '../../environment/environment.ts';
import { SmallDisk } from '../../environment/small-disk.ts';
import { fillDisk, SIMULATED_FULL_DISK } from '../../faults/fill-disk.ts';
import type { Drill } from '../drill.ts';
import { ms, type Verdict } from '../verdict.ts';

const READS = 100;

export const diskFull: Drill = {
  id: 'F9',
  name: 'disk-full',
  promise: 'With a full disk, writes are refused, reads go on, and the service recovers by itself',
  bound: 'writes 503 `storage_full`; 100 of 100 reads; recovery without a restart',
  startsItself: true,
  async run(environment, verdict) {
    using disk = SmallDisk.open(48);
    const make = disk === undefined ? simulated(environment) : await real(environment, disk);
    verdict.note(
      disk === undefined ? 'simulated by a trigger, because only root can mount a small disk' : 'on a disk of 48 MB',
    );
    environment.startService();
    await environment.server.ready();
    const tasks = `/api/${randomUUID()}/tasks`;
    await timeToFirstWrite(environment, tasks);
    const free = await make();
    await refuse(environment, tasks, verdict);
    await free();
    const back = await timeToFirstWrite(environment, tasks);
    verdict.note(`first success ${ms(back)} after there is space`, back <= 2000);
  },
};

/** Creates tasks until the server refuses one, checks that error response, and checks that reads still succeed. */
async function refuse({ caller }: Environment, tasks: string, verdict: Verdict): Promise<void> {
  let written = 0;
  const body = { title: 'x', description: 'a long story. '.repeat(70) };
  let result = await caller.call({ method: 'POST', path: tasks, body });
  for (; result.status === 201 && written < 50_000; written++) {
    result = await caller.call({ method: 'POST', path: tasks, body });
  }
  const { status, text, headers } = result;
  const code = parse<{ code: string }>(text)?.code;
  verdict.note(
    `writes ${status} \`${code}\`${headers['retry-after'] === undefined ? '' : ' with Retry-After'}`,
    status === 503 && code === 'storage_full',
  );
  let read = 0;
  for (let time = 0; time < READS; time++) {
    if ((await caller.call({ path: `${tasks}?limit=${1 + (time % 100)}` })).status === 200) read++;
  }
  verdict.note(`${read} of ${READS} reads`, read === READS);
}

function simulated(environment: Environment) {
  return async () => {
    await environment.sql(SIMULATED_FULL_DISK.begin);
    return async () => void (await environment.sql(SIMULATED_FULL_DISK.end));
  };
}

/** Puts the tables on the small disk. The WAL stays on the ordinary disk: PostgreSQL stops if it cannot write WAL. */
async function real(environment: Environment, { folder }: SmallDisk) {
  await environment.sql(`create tablespace small location '${folder}'`);
  await environment.sql('create database small tablespace small');
  environment.databaseName = 'small';
  return () => fillDisk(environment);
}
