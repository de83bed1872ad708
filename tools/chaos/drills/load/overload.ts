import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf, processTreeOf } from '../../../support/machine/process-usage.ts';
import { Flood, type FloodPlan, type FloodReport } from '../../clients/flood.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';
import { ms, type Verdict } from '../verdict.ts';

/** The duration of the overload, in seconds. */
const SECONDS = Number(process.env.OVERLOAD || 30);
const OVERLOAD_FACTOR = 10;
/** A load far below the service's capacity; the rate is in requests a second. */
const NORMAL_LOAD = { connections: 10, rate: 200 };
const MEBIBYTE = 1024 * 1024;

export const overload: Drill = {
  id: 'P4',
  name: 'overload',
  promise:
    'Under far more load than its capacity, the service keeps most of its throughput, and refuses the rest at once',
  bound:
    '10 × capacity, 1,000 sockets, 30 s: goodput ≥ 70 % of peak, refusals ≤ 50 ms at the median, RSS ≤ 512 MB, normal ≤ 5 s after',
  run: (environment, verdict) => flood(environment, verdict, 1000, SECONDS),
};

/** The overload drill with 6,000 connections. With 1,000, one pending request on each, the service may refuse none. */
export const overloadRefused: Drill = {
  id: 'P4e',
  name: 'overload-refused',
  promise: 'The same holds with so many clients that most must be refused',
  bound: 'as P4, with 6,000 sockets, 10 s',
  isOnDemand: true,
  run: (environment, verdict) => flood(environment, verdict, 6000, 10),
};

async function flood(environment: Environment, verdict: Verdict, sockets: number, seconds: number): Promise<void> {
  await using one = new Flood();
  await using other = new Flood();
  const { url } = environment;
  const runBoth = (plan: Omit<FloodPlan, 'url'>) =>
    Promise.all([one, other].map((flood) => flood.run({ url, ...plan })));
  // A new process is slower until V8 has compiled its code, so a warm-up run comes first.
  await runBoth({ connections: 50, seconds: 3 });
  const peak = total(await runBoth({ connections: 50, seconds: 5 }));
  const normal = await one.run({ url, seconds: 3, ...NORMAL_LOAD });
  const memory = trackMemory(environment);
  const flooding = runBoth({ connections: sockets / 2, seconds, rate: (peak * OVERLOAD_FACTOR) / 2 });
  await delay(seconds * 1000);
  const after = await timeToNormal(url, 2 * normal.p95);
  report(verdict, await flooding, seconds, peak);
  const most = memory();
  verdict.note(`RSS ${Math.round(most / MEBIBYTE)} MB at most`, most <= 512 * MEBIBYTE);
  verdict.note(`p95 back within 2 × ${ms(normal.p95)} after ${(after / 1000).toFixed(1)} s`, after <= 5000);
}

function report(verdict: Verdict, reports: readonly FloodReport[], seconds: number, peak: number): void {
  const goodput = total(reports);
  const sum = (count: (report: FloodReport) => number) => reports.reduce((all, each) => all + count(each), 0);
  const perSecond = (count: number) => Math.round(count / seconds).toLocaleString('en');
  const part = Math.round((goodput / peak) * 100);
  verdict.note(
    `peak ${Math.round(peak).toLocaleString('en')}/s, ${perSecond(sum(({ due }) => due))}/s due, ${perSecond(sum(({ sent }) => sent))}/s found an idle socket`,
  );
  verdict.note(`goodput ${part} % of peak`, part >= 70);
  const statuses = new Set(reports.flatMap((each) => Object.keys(each.statuses)));
  const rates = [...statuses].map((status) => `${perSecond(sum((each) => each.statuses[status] ?? 0))}/s × ${status}`);
  verdict.note(
    rates.join(', '),
    [...statuses].every((status) => /^(201|503)$/.test(status)),
  );
  const refused = Math.max(...reports.map(({ refusedP50 }) => refusedP50 || 0));
  if (refused > 0) verdict.note(`refusals in ${ms(refused)} at the median`, refused <= 50);
  else verdict.note('none refused');
  verdict.note(`successes p95 ${ms(Math.max(...reports.map(({ p95 }) => p95)))}`);
  verdict.deny(
    'errors without a `detail`',
    reports.some(({ withoutDetail }) => withoutDetail > 0),
  );
}

/** Returns the sum of the rates of successful requests in all reports, in requests a second. */
function total(reports: readonly FloodReport[]): number {
  return reports.reduce((sum, { perSecond }) => sum + perSecond, 0);
}

/** Samples the memory of the service; returns a function that stops the sampling and returns the maximum in bytes. */
function trackMemory({ server }: Environment): () => number {
  let most = 0;
  const sample = () => {
    most = Math.max(most, memoryOf(processTreeOf(server.pid)));
  };
  const timer = setInterval(sample, 250);
  return () => {
    sample();
    clearInterval(timer);
    return most;
  };
}

/** Returns the milliseconds until a normal load has a p95 latency of at most `most` milliseconds again. */
async function timeToNormal(url: string, most: number): Promise<number> {
  await using flood = new Flood();
  const started = performance.now();
  for (;;) {
    const { p95, statuses } = await flood.run({ url, seconds: 0.5, ...NORMAL_LOAD });
    const took = performance.now() - started;
    if (took > 30_000 || (p95 <= most && Object.keys(statuses).every((status) => status === '201'))) return took;
  }
}
