import { Random } from '../support/random.ts';
import { torture } from '../torture/torture.ts';
import { Prober } from './checks/prober.ts';
import { checkRecovery } from './checks/recovery.ts';
import type { Finding } from './checks/reply-checker.ts';
import { timeToFirstWrite } from './checks/time-to-first-write.ts';
import { KeylessWriters } from './clients/keyless-writers.ts';
import type { Environment } from './environment/environment.ts';
import { type InjectedFault, inject, lineOf, stepsOf } from './nemesis.ts';
import type { ReplyTimeline } from './report/storm-picture.ts';

export interface StormSettings {
  readonly seed: number;
  /** How long clients begin new things, and things go wrong. */
  readonly seconds: number;
  readonly clients: number;
  readonly print: (line: string) => void;
}

/** What came of one round of a storm. */
export interface Round {
  readonly seed: number;
  readonly injected: readonly InjectedFault[];
  /** How many changes the logs held when it was over. */
  readonly changes: number;
  /** How often clients were told to try again. */
  readonly retries: number;
  readonly findings: readonly Finding[];
  readonly timeline: ReplyTimeline;
}

/** Of these parts it is known how many answers there were in them, in milliseconds. */
const BUCKET_MS = 250;

/** How long a process may take to end when nobody asks it anything, in milliseconds. */
const MAX_STOP_MS = 10_000;
/** How long it may take until a write succeeds when all is healed, in milliseconds: more than is promised, which drills measure. */
const MAX_RECOVERY_MS = 10_000;
/** How many clients send each write once, and without a key. */
const KEYLESS = 4;
/** For how many seconds what is still unanswered when it is over is asked again. */
const RETRY_SECONDS = 60;

/** The seed of a round, each of which can be had again by itself: the first has that of the storm. */
export function seedOf(storm: number, round: number): number {
  return round === 0 ? storm : new Random(storm, round).between(0, 2 ** 32 - 1);
}

/** Lets clients and faults loose on a service that was just started, heals everything, and holds it to its promises. */
export async function runRound(
  environment: Environment,
  { seed, seconds, clients, print }: StormSettings,
): Promise<Round> {
  const { checker } = environment;
  const prober = new Prober(environment);
  const keyless = new KeylessWriters(environment, KEYLESS);
  const injected: InjectedFault[] = [];
  const started = performance.now();
  const timeline: { bucketMs: number; served: number[]; refused: number[] } = {
    bucketMs: BUCKET_MS,
    served: [],
    refused: [],
  };
  const countReply = (status: number) => {
    const n = Math.floor((performance.now() - started) / BUCKET_MS);
    const counts = status < 500 ? timeline.served : timeline.refused;
    counts[n] = (counts[n] ?? 0) + 1;
  };
  const end = started + seconds * 1000;

  async function injectFaults(): Promise<void> {
    for (const step of stepsOf(seed)) {
      if (environment.hasCrashed || performance.now() + step.pauseMs > end) return;
      await new Promise((resolve) => setTimeout(resolve, step.pauseMs));
      const faults = await inject(environment, step, started);
      injected.push(...faults);
      for (const planned of faults) {
        print(lineOf(planned));
        if (planned.firstSuccess > MAX_RECOVERY_MS)
          checker.report('recovery', `nothing was done after ${lineOf(planned)}`);
      }
    }
  }

  const driven = torture({
    urls: () => [environment.url],
    seed,
    seconds,
    clients,
    users: 1 + Math.floor(clients / 4),
    retrySeconds: RETRY_SECONDS,
    onReply: ({ method, path }, { status, text, sent }) => {
      countReply(status);
      checker.check({ what: `${method} ${path}`, status, text, sent, received: performance.now() });
    },
  }).catch((error: Error) => checker.report('torture', `could not look at what there is: ${error.message}`));
  const [report] = await Promise.all([driven, injectFaults()]);
  await timeToFirstWrite(environment);
  for (const wrong of (await keyless.stop()).wrong) checker.report('keyless', wrong);
  await checkRecovery(environment);
  await prober.stop();
  await stopService(environment);
  const broken = report?.breaches.map(({ check, user, detail }) => ({ check, detail: `user ${user}: ${detail}` }));
  return {
    seed,
    injected,
    changes: report?.changes ?? 0,
    retries: report?.tally.busy ?? 0,
    findings: [...checker.findings, ...(broken ?? [])],
    timeline: { bucketMs: BUCKET_MS, served: withoutGaps(timeline.served), refused: withoutGaps(timeline.refused) },
  };
}

/** Where nothing was counted there was nothing. */
function withoutGaps(counts: readonly number[]): number[] {
  return Array.from(counts, (count = 0) => count);
}

/** Lets the service end, and looks whether it did so as it should, and had not ended by itself before. */
async function stopService(environment: Environment): Promise<void> {
  const { server, checker } = environment;
  if (environment.hasCrashed) checker.report('crash', `the service ended by itself, with ${await server.gone}`);
  if (environment.hasUnhandledError) checker.report('crash', `the service said: ${server.readLog().slice(-1000)}`);
  if (server.hasEnded) return;
  const { status, took } = await server.end('SIGTERM');
  if (status !== 0) checker.report('exit', `ended with ${status} after SIGTERM`);
  if (took > MAX_STOP_MS)
    checker.report('exit', `took ${Math.round(took)} ms to end after SIGTERM, with nothing to do`);
}
