import { Flood } from '../../clients/flood.ts';
import type { Drill } from '../drill.ts';
import { ms } from '../verdict.ts';

const SECONDS = 8;

export const creates: Drill = {
  id: 'P1',
  name: 'creates',
  promise: 'Many clients create tasks at once, and none waits for long',
  bound: '100 connections: p99 ≤ 100 ms, 0 errors; afterwards as many rows as acknowledged creates',
  excuses: [],
  async run(environment, verdict) {
    const { url } = environment;
    await using flood = new Flood();
    // A new process is slower until V8 has compiled its code, so a warm-up run comes first.
    const plan = { url, connections: 100 };
    const warm = await flood.run({ ...plan, seconds: 2 });
    const { statuses, perSecond, p99 } = await flood.run({ ...plan, seconds: SECONDS });
    const acknowledged = [warm.statuses, statuses].reduce((sum, each) => sum + (each['201'] ?? 0), 0);
    const isClean = Object.keys({ ...warm.statuses, ...statuses }).every((status) => status === '201');
    verdict.note(`${Math.round(perSecond).toLocaleString('en')}/s, p99 ${ms(p99)}`, p99 <= 100);
    verdict.note(isClean ? '0 errors' : JSON.stringify({ ...warm.statuses, ...statuses }), isClean);
    const [row] = await environment.sql<{ count: number }>('select count(*)::int as count from tasks');
    verdict.note(
      `${acknowledged.toLocaleString('en')} acknowledged, ${row?.count.toLocaleString('en')} rows`,
      row?.count === acknowledged,
    );
  },
};
