import { setTimeout as delay } from 'node:timers/promises';
import { signal } from '../../../support/machine/process-tree.ts';
import { BackgroundLoad, latency, type TimedResult } from '../../clients/background-load.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const CLIENTS = 20;
const HANG_MS = 8000;

export const hungBackend: Drill = {
  id: 'F4',
  name: 'hung-backend',
  promise: 'A hung database connection delays the requests on it, for a limited time, and no others',
  bound: 'requests on it: 504 in ≤ 7 s; all others succeed',
  async run(environment, verdict) {
    const background = new BackgroundLoad(environment, CLIENTS);
    await delay(2000);
    const before = background.between(0, performance.now());
    // Suspends the most recently active backend, because an idle backend may get no query.
    const [busiest] = await environment.sql<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'taskport' order by state = 'active' desc, state_change desc limit 1",
    );
    const pid = busiest?.pid ?? 0;
    const from = performance.now();
    signal(pid, 'SIGSTOP');
    await delay(HANG_MS);
    signal(pid, 'SIGCONT');
    const during = background.between(from - 100, performance.now());
    await background.stop();
    const caught = during.filter(({ status }) => status === 504);
    const refused = during.filter(({ status }) => (status >= 300 && status !== 504) || status === 0);
    verdict.note(`${caught.length} requests on it, 504 in ${ms(longest(caught))} at most`, longest(caught) <= 7000);
    verdict.note(`${refused.length} of ${during.length - caught.length} others failed`, refused.length === 0);
    verdict.note(`p95 of the others ${ms(latency(during, 95))}, ${ms(latency(before, 95))} before`);
    verdict.note(`slowest success ${ms(latency(during, 100))}`, latency(during, 100) <= 7000);
  },
};

function longest(results: readonly TimedResult[]): number {
  return Math.max(0, ...results.map(({ took }) => took));
}
