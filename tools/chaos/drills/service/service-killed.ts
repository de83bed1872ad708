import { setTimeout as delay } from 'node:timers/promises';
import { KeyedWriters } from '../../clients/keyed-writers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';
import { ms, type Verdict } from '../verdict.ts';

const CLIENTS = 16;

export const serviceKilled: Drill = {
  id: 'F1',
  name: 'service-killed',
  promise: 'The service may be killed at any time: no acknowledged write is missing, and none is executed twice',
  bound: '20 kills under load: 0 missing, 0 doubled, ready ≤ 3 s',
  async run(environment, verdict) {
    const writers = await killAndWrite(environment, verdict, 20);
    const { acknowledged, missing, doubled } = await writers.compare();
    verdict.note(
      `${acknowledged.toLocaleString('en')} acknowledged, ${missing} missing, ${doubled} doubled`,
      missing + doubled === 0,
    );
  },
};

/** Kills and restarts the service repeatedly, while clients write. */
async function killAndWrite(environment: Environment, verdict: Verdict, times: number): Promise<KeyedWriters> {
  const writers = new KeyedWriters(environment);
  let isOver = false;
  const writing = writers.write(CLIENTS, () => isOver);
  let slowest = 0;
  for (let time = 0; time < times; time++) {
    await delay(300);
    await environment.server.end('SIGKILL');
    const started = performance.now();
    environment.startService();
    await environment.server.ready();
    slowest = Math.max(slowest, performance.now() - started);
  }
  isOver = true;
  await writing;
  verdict.note(`${times} kills, ready in ${ms(slowest)} at most`, slowest <= 3000);
  return writers;
}
