import { Random } from '../support/random.ts';
import { torture } from '../torture/torture.ts';
import { lookAfter } from './checks/aftermath.ts';
import { Prober } from './checks/prober.ts';
import { untilServed } from './checks/until-served.ts';
import type { Finding } from './checks/watch.ts';
import { Keyless } from './clients/keyless.ts';
import type { Stage } from './environment/environment.ts';
import { type Inflicted, inflict, lineOf, stepsOf } from './nemesis.ts';
import type { Pulse } from './report/storm-picture.ts';

export interface StormSettings {
  readonly seed: number;
  /** How long clients begin new things, and things go wrong. */
  readonly seconds: number;
  readonly clients: number;
  readonly say: (line: string) => void;
}

/** What came of one round of a storm. */
export interface Round {
  readonly seed: number;
  readonly inflicted: readonly Inflicted[];
  /** How many changes the logs held when it was over. */
  readonly changes: number;
  /** How often clients were told to try again. */
  readonly retries: number;
  readonly findings: readonly Finding[];
  readonly pulse: Pulse;
}

/** Of these parts it is known how many answers there were in them, in milliseconds. */
const PART = 250;

/** How long a process may take to end when nobody asks it anything, in milliseconds. */
const MOST_TO_END = 10_000;
/** How long it may take until a write succeeds when all is healed, in milliseconds: more than is promised, which drills measure. */
const MOST_TO_RECOVER = 10_000;
/** How many clients send each write once, and without a key. */
const KEYLESS = 4;
/** For how many seconds what is still unanswered when it is over is asked again. */
const PATIENCE = 60;

/** The seed of a round, each of which can be had again by itself: the first has that of the storm. */
export function seedOf(storm: number, round: number): number {
  return round === 0 ? storm : new Random(storm, round).between(0, 2 ** 32 - 1);
}

/** Lets clients and faults loose on a service that was just started, heals everything, and holds it to its promises. */
export async function playRound(stage: Stage, { seed, seconds, clients, say }: StormSettings): Promise<Round> {
  const { watch } = stage;
  const prober = new Prober(stage);
  const keyless = new Keyless(stage, KEYLESS);
  const inflicted: Inflicted[] = [];
  const begun = performance.now();
  const pulse: { part: number; served: number[]; refused: number[] } = { part: PART, served: [], refused: [] };
  const feel = (status: number) => {
    const n = Math.floor((performance.now() - begun) / PART);
    const counts = status < 500 ? pulse.served : pulse.refused;
    counts[n] = (counts[n] ?? 0) + 1;
  };
  const end = begun + seconds * 1000;

  async function rage(): Promise<void> {
    for (const step of stepsOf(seed)) {
      if (stage.hasCrashed || performance.now() + step.quiet > end) return;
      await new Promise((resolve) => setTimeout(resolve, step.quiet));
      const blows = await inflict(stage, step, begun);
      inflicted.push(...blows);
      for (const blow of blows) {
        say(lineOf(blow));
        if (blow.firstSuccess > MOST_TO_RECOVER) watch.find('recovery', `nothing was done after ${lineOf(blow)}`);
      }
    }
  }

  const driven = torture({
    urls: () => [stage.url],
    seed,
    seconds,
    clients,
    users: 1 + Math.floor(clients / 4),
    patience: PATIENCE,
    onReply: ({ method, path }, { status, text, sent }) => {
      feel(status);
      watch.hear({ what: `${method} ${path}`, status, text, sent, received: performance.now() });
    },
  }).catch((error: Error) => watch.find('torture', `could not look at what there is: ${error.message}`));
  const [report] = await Promise.all([driven, rage()]);
  await untilServed(stage);
  for (const wrong of (await keyless.stop()).wrong) watch.find('keyless', wrong);
  await lookAfter(stage);
  await prober.stop();
  await dismiss(stage);
  const broken = report?.breaches.map(({ check, user, detail }) => ({ check, detail: `user ${user}: ${detail}` }));
  return {
    seed,
    inflicted,
    changes: report?.changes ?? 0,
    retries: report?.tally.busy ?? 0,
    findings: [...watch.findings, ...(broken ?? [])],
    pulse: { part: PART, served: filled(pulse.served), refused: filled(pulse.refused) },
  };
}

/** Where nothing was counted there was nothing. */
function filled(counts: readonly number[]): number[] {
  return Array.from(counts, (count = 0) => count);
}

/** Lets the service end, and looks whether it did so as it should, and had not ended by itself before. */
async function dismiss(stage: Stage): Promise<void> {
  const { server, watch } = stage;
  if (stage.hasCrashed) watch.find('crash', `the service ended by itself, with ${await server.gone}`);
  if (stage.saysUnhandled) watch.find('crash', `the service said: ${server.said().slice(-1000)}`);
  if (server.hasEnded) return;
  const { status, took } = await server.end('SIGTERM');
  if (status !== 0) watch.find('exit', `ended with ${status} after SIGTERM`);
  if (took > MOST_TO_END) watch.find('exit', `took ${Math.round(took)} ms to end after SIGTERM, with nothing to do`);
}
