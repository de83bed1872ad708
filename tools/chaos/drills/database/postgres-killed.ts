import { setTimeout as delay } from 'node:timers/promises';
import { lookAfter } from '../../checks/aftermath.ts';
import { untilServed } from '../../checks/until-served.ts';
import { Keyless } from '../../clients/keyless.ts';
import { Writers } from '../../clients/writers.ts';
import type { Drill } from '../drill.ts';
import { noteAftermath, noteKeyless } from '../note.ts';
import { ms } from '../verdict.ts';

const TIMES = 5;
const CLIENTS = 80;
const KEYLESS = 20;

export const postgresKilled: Drill = {
  id: 'F2',
  name: 'postgres-killed',
  promise: 'PostgreSQL may be killed and started again at any time: the service goes on as soon as it is back',
  bound:
    'first success ≤ 2 s after it accepts; then 1,000 of 1,000; pool whole; nothing acknowledged missing or doubled',
  async run(stage, verdict) {
    const { pid } = stage.server;
    const writers = new Writers(stage);
    const keyless = new Keyless(stage, KEYLESS);
    let isOver = false;
    const writing = writers.write(CLIENTS, () => isOver);
    let slowest = 0;
    for (let time = 0; time < TIMES; time++) {
      await delay(1000);
      await stage.postgres.kill();
      await delay(500);
      await stage.postgres.start();
      slowest = Math.max(slowest, await untilServed(stage));
    }
    isOver = true;
    await writing;
    const { writes, wrong } = await keyless.stop();
    const after = await lookAfter(stage);
    verdict.note(`first success after ${ms(slowest)} at most`, slowest <= 2000);
    noteAftermath(verdict, after);
    const { acknowledged, missing, doubled } = await writers.compare();
    verdict.note(
      `${acknowledged.toLocaleString('en')} acknowledged, ${missing} missing, ${doubled} doubled`,
      missing + doubled === 0,
    );
    noteKeyless(verdict, writes, wrong);
    const { took, status } = await stage.server.end('SIGTERM');
    verdict.note(`ends with ${status} in ${ms(took)}`, status === 0 && took <= 10_000 && stage.server.pid === pid);
  },
};
