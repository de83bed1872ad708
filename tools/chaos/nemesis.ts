import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.ts';
import { timeToFirstWrite } from './checks/time-to-first-write.ts';
import type { Environment } from './environment/environment.ts';
import { CLIENT_FAULTS } from './faults/clients.ts';
import { DATABASE_FAULTS } from './faults/database.ts';
import type { Fault, Parameters } from './faults/fault.ts';
import { NETWORK_FAULTS } from './faults/network.ts';
import { SERVICE_FAULTS } from './faults/service.ts';

export const FAULTS: readonly Fault[] = [...DATABASE_FAULTS, ...NETWORK_FAULTS, ...SERVICE_FAULTS, ...CLIENT_FAULTS];

/** A fault with its random parameters and duration. Times are in milliseconds. */
interface PlannedFault {
  readonly fault: Fault;
  readonly parameters: Parameters;
  readonly lasts: number;
}

/** A step of a storm, the test with random faults: a pause, then one fault or two simultaneous faults. */
export interface Step {
  readonly pauseMs: number;
  readonly faults: readonly PlannedFault[];
}

/** A fault that was injected and healed. Times are in milliseconds. */
export interface InjectedFault extends PlannedFault {
  readonly at: number;
  /** The time from the start of the fault until it was healed. */
  readonly healedAfter: number;
  /** The time from the end of this fault, and of the simultaneous fault if any, until a write succeeded. */
  readonly firstSuccess: number;
}

/** The share of a storm's steps that have two simultaneous faults. */
const PAIR_SHARE = 0.25;
const PAUSE_RANGE_MS = [200, 2500] as const;

/**
 * Yields the random steps of a storm without end. The same seed yields the same steps.
 *
 * The first faults of the steps are all kinds of faults in random order, then all kinds in a new random order, etc.
 */
export function* stepsOf(seed: number): Generator<Step> {
  const left: Fault[] = [];
  for (let turn = 0; ; turn++) {
    const random = new Random(seed, turn);
    if (left.length === 0) left.push(...FAULTS);
    const [fault] = left.splice(random.between(0, left.length - 1), 1);
    const first = planFault(fault as Fault, random);
    const others = FAULTS.filter(({ target }) => target !== first.fault.target);
    const faults = random.chance(PAIR_SHARE) ? [first, planFault(random.pick(others), random)] : [first];
    yield { pauseMs: random.between(...PAUSE_RANGE_MS), faults };
  }
}

function planFault(fault: Fault, random: Random): PlannedFault {
  const [least, most] = fault.lasts ?? [0, 0];
  return { fault, parameters: fault.choose?.(random) ?? {}, lasts: random.between(least, most) };
}

/** Injects the faults of a step and ends them; resolves when a write has succeeded afterwards. */
export async function inject(environment: Environment, { faults }: Step, since: number): Promise<InjectedFault[]> {
  const healed = await Promise.all(
    faults.map(async (planned) => {
      const { fault, parameters, lasts } = planned;
      const started = performance.now();
      const end = environment.checker.excuse(fault.excuses);
      const heal = await fault.inject(environment, parameters);
      await delay(lasts);
      await heal?.();
      end();
      return { ...planned, at: started - since, healedAfter: performance.now() - started };
    }),
  );
  const firstSuccess = await timeToFirstWrite(environment);
  return healed.map((planned) => ({ ...planned, firstSuccess }));
}

/** Formats an injected fault as one line of the printed timeline. */
export function lineOf({ fault, parameters, at, healedAfter, firstSuccess }: InjectedFault): string {
  const chosen = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const what = [fault.name, ...chosen].join(', ');
  return `${(at / 1000).toFixed(1).padStart(6)} s  ${what.padEnd(56)} healed after ${Math.round(healedAfter)} ms, first success ${Math.round(firstSuccess)} ms later`;
}
