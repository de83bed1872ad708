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
  /** The seconds in which clients send new requests and faults are injected. */
  readonly seconds: number;
  readonly clients: number;
  readonly print: (line: string) => void;
}

/** The result of one round of a storm. */
export interface Round {
  readonly seed: number;
  readonly injected: readonly InjectedFault[];
  /** The number of changes in the logs of all users at the end. */
  readonly changes: number;
  /** The number of responses with status 503 or 504. */
  readonly retries: number;
  readonly findings: readonly Finding[];
  readonly timeline: ReplyTimeline;
}

/** The width of the time buckets in which responses are counted, in milliseconds. */
const BUCKET_MS = 250;

/** The time limit of stopping the service when it is idle. */
const MAX_STOP_MS = 10_000;
/** The time limit from a fault's end to a successful write. Drills check the promised limit, which is shorter. */
const MAX_RECOVERY_MS = 10_000;
/** The number of clients that send each write once, without an idempotency key. */
const KEYLESS = 4;
/** The seconds after a round in which clients retry requests that got no final response. */
const RETRY_SECONDS = 60;

/** Returns the seed of a round: for the first, the storm's seed. So a storm with a round's seed repeats that round. */
export function seedOf(storm: number, round: number): number {
  return round === 0 ? storm : new Random(storm, round).between(0, 2 ** 32 - 1);
}

/** Runs clients and faults against a fresh service, heals all faults, and checks every promise. */
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
          checker.report('recovery', `no write succeeded in time after ${lineOf(planned)}`);
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
  }).catch((error: Error) => checker.report('torture', `the checks could not read the service: ${error.message}`));
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

/** Fills holes in a sparse array with 0. */
function withoutGaps(counts: readonly number[]): number[] {
  return Array.from(counts, (count = 0) => count);
}

/** Stops the service, and reports a crash, a wrong exit status or a slow stop. */
async function stopService(environment: Environment): Promise<void> {
  const { server, checker } = environment;
  if (environment.hasCrashed) checker.report('crash', `the service crashed with ${await server.exited}`);
  if (environment.hasUnhandledError) checker.report('crash', `the service logged: ${server.readLog().slice(-1000)}`);
  if (server.hasEnded) return;
  const { status, took } = await server.end('SIGTERM');
  if (status !== 0) checker.report('exit', `the exit status after SIGTERM was ${status}`);
  if (took > MAX_STOP_MS) checker.report('exit', `the idle service took ${Math.round(took)} ms to stop after SIGTERM`);
}
