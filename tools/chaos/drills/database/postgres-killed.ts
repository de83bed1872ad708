import { setTimeout as delay } from 'node:timers/promises';
import { checkRecovery } from '../../checks/recovery.ts';
import { timeToFirstWrite } from '../../checks/time-to-first-write.ts';
import { KeyedWriters } from '../../clients/keyed-writers.ts';
import { KeylessWriters } from '../../clients/keyless-writers.ts';
import type { Drill } from '../drill.ts';
import { noteKeyless, noteRecovery } from '../note.ts';
import { ms } from '../verdict.ts';

const KILLS = 5;
const CLIENTS = 80;
const KEYLESS = 20;

export const postgresKilled: Drill = {
  id: 'F2',
  name: 'postgres-killed',
  promise: 'PostgreSQL may be killed and restarted at any time: the service goes on as soon as it accepts connections',
  bound:
    'first success ≤ 2 s after it accepts connections; then 1,000 of 1,000; pool whole; nothing acknowledged missing or doubled',
  async run(environment, verdict) {
    const { pid } = environment.server;
    const writers = new KeyedWriters(environment);
    const keyless = new KeylessWriters(environment, KEYLESS);
    let isOver = false;
    const writing = writers.write(CLIENTS, () => isOver);
    let slowest = 0;
    for (let time = 0; time < KILLS; time++) {
      await delay(1000);
      await environment.postgres.kill();
      await delay(500);
      await environment.postgres.start();
      slowest = Math.max(slowest, await timeToFirstWrite(environment));
    }
    isOver = true;
    await writing;
    const { writes, wrong } = await keyless.stop();
    const after = await checkRecovery(environment);
    verdict.note(`first success after ${ms(slowest)} at most`, slowest <= 2000);
    noteRecovery(verdict, after);
    const { acknowledged, missing, doubled } = await writers.compare();
    verdict.note(
      `${acknowledged.toLocaleString('en')} acknowledged, ${missing} missing, ${doubled} doubled`,
      missing + doubled === 0,
    );
    noteKeyless(verdict, writes, wrong);
    const { took, status } = await environment.server.end('SIGTERM');
    verdict.note(
      `the service then stops with ${status} in ${ms(took)}`,
      status === 0 && took <= 10_000 && environment.server.pid === pid,
    );
  },
};
