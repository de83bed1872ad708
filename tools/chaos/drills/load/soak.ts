import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf, processTreeOf } from '../../../support/machine/process-usage.ts';
import { torture } from '../../../torture/torture.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Drill } from '../drill.ts';
import { slopeOf } from './slope.ts';

const MINUTES = Number(process.env.MINUTES || 30);
/** The duration of one run of random requests: short, because a run keeps its writes in memory until its checks. */
const RUN_SECONDS = 60;
const CLIENTS = 16;
/** The first part of the drill, as a fraction, which is warm-up: its samples are not used for the memory slope. */
const WARM_UP_SHARE = 0.2;
const MEBIBYTE = 1024 * 1024;

interface Sample {
  readonly minutes: number;
  readonly memory: number;
  readonly descriptors: number;
  readonly connections: number;
}

export const soak: Drill = {
  id: 'P5',
  name: 'soak',
  promise: 'The service leaks no memory, descriptors or connections',
  bound: 'RSS slope < 1 MB/min after the first fifth; descriptors and pool flat',
  isOnDemand: true,
  excuses: [],
  async run(environment, verdict) {
    const end = Date.now() + MINUTES * 60_000;
    const started = Date.now();
    const samples: Sample[] = [];
    let changes = 0;
    let breaches = 0;
    for (let seed = 1; Date.now() < end; seed++) {
      const seconds = Math.max(1, Math.min(RUN_SECONDS, Math.round((end - Date.now()) / 1000)));
      const over = new AbortController();
      const sampling = sample(environment, started, over.signal, samples);
      const report = await torture({
        urls: () => [environment.url],
        seed,
        seconds,
        clients: CLIENTS,
        users: 5,
        retrySeconds: 30,
      });
      over.abort();
      await sampling;
      changes += report.changes;
      breaches += report.breaches.length;
    }
    const warm = samples.filter(({ minutes }) => minutes > MINUTES * WARM_UP_SHARE);
    const slope = slopeOf(warm.map(({ minutes, memory }) => [minutes, memory / MEBIBYTE]));
    const range = (of: (sample: Sample) => number) => [Math.min(...warm.map(of)), Math.max(...warm.map(of))] as const;
    const [least, most] = range(({ memory }) => memory / MEBIBYTE);
    verdict.note(`${MINUTES} min, ${changes.toLocaleString('en')} changes, ${breaches} breaches`, breaches === 0);
    verdict.note(`RSS ${slope.toFixed(2)} MB/min, ${Math.round(least)} to ${Math.round(most)} MB`, slope < 1);
    const drift = slopeOf(warm.map(({ minutes, descriptors }) => [minutes, descriptors]));
    verdict.note(`descriptors ${range(({ descriptors }) => descriptors).join(' to ')}`, Math.abs(drift * MINUTES) < 10);
    verdict.note(
      `connections ${range(({ connections }) => connections).join(' to ')}`,
      range(({ connections }) => connections)[1] <= 10,
    );
  },
};

async function sample(
  environment: Environment,
  started: number,
  signal: AbortSignal,
  samples: Sample[],
): Promise<void> {
  while (!signal.aborted) {
    const tree = processTreeOf(environment.server.pid);
    samples.push({
      minutes: (Date.now() - started) / 60_000,
      memory: memoryOf(tree),
      descriptors: tree.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0),
      connections: (await environment.backends()).length,
    });
    await delay(1000, undefined, { signal }).catch(() => {});
  }
}
