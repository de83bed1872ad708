import { setTimeout as delay } from 'node:timers/promises';
import { KeyedWriters } from '../../clients/keyed-writers.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const STOPS = 20;
const CLIENTS = 16;

export const serviceStopped: Drill = {
  id: 'F15',
  name: 'service-stopped',
  promise: 'After SIGTERM the service answers every request in flight',
  bound: '20 × SIGTERM under load: 0 failed in-flight requests, exit 0 in ≤ 10 s',
  // A starting service answers 503 until its database is ready.
  excuses: [503],
  async run(environment, verdict) {
    const writers = new KeyedWriters(environment);
    let isOver = false;
    const writing = writers.write(CLIENTS, () => isOver);
    let slowest = 0;
    let wrong = 0;
    for (let time = 0; time < STOPS; time++) {
      await delay(300);
      const { status, took } = await environment.server.end('SIGTERM');
      slowest = Math.max(slowest, took);
      if (status !== 0) wrong++;
      environment.startService();
      await environment.server.ready();
    }
    isOver = true;
    await writing;
    // Failures on new connections do not count: a refused connection has carried no request that could be lost.
    const failed = writers.results.filter(({ status, isReused }) => status === 0 && isReused);
    const { acknowledged, missing, doubled } = await writers.compare();
    verdict.note(
      `${failed.length} of ${acknowledged.toLocaleString('en')} in-flight requests failed`,
      failed.length === 0,
    );
    verdict.note(
      `${STOPS - wrong} of ${STOPS} exits with 0, in ${ms(slowest)} at most`,
      wrong === 0 && slowest <= 10_000,
    );
    verdict.deny(`${missing} missing, ${doubled} doubled`, missing + doubled > 0);
  },
};
