import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.ts';
import { untilServed } from './checks/until-served.ts';
import type { Stage } from './environment/environment.ts';
import { CLIENT_FAULTS } from './faults/clients.ts';
import { DATABASE_FAULTS } from './faults/database.ts';
import type { Fault, Parameters } from './faults/fault.ts';
import { NETWORK_FAULTS } from './faults/network.ts';
import { SERVICE_FAULTS } from './faults/service.ts';

export const FAULTS: readonly Fault[] = [...DATABASE_FAULTS, ...NETWORK_FAULTS, ...SERVICE_FAULTS, ...CLIENT_FAULTS];

/** A fault, with all that the seed has chosen for it. Times are in milliseconds. */
interface Blow {
  readonly fault: Fault;
  readonly parameters: Parameters;
  readonly lasts: number;
}

/** Blows that fall together, after so much quiet. */
export interface Step {
  readonly quiet: number;
  readonly blows: readonly Blow[];
}

/** What became of a blow. Times are in milliseconds. */
export interface Inflicted extends Blow {
  readonly at: number;
  /** How long it was before it was healed. */
  readonly healedAfter: number;
  /** How long it then was before a write succeeded. */
  readonly firstSuccess: number;
}

/** How often two faults fall together. */
const TOGETHER = 0.25;
const QUIET = [200, 2500] as const;

/** Steps without end, the same for the same seed. Every fault has its turn before any has another. */
export function* stepsOf(seed: number): Generator<Step> {
  const left: Fault[] = [];
  for (let turn = 0; ; turn++) {
    const random = new Random(seed, turn);
    if (left.length === 0) left.push(...FAULTS);
    const [fault] = left.splice(random.between(0, left.length - 1), 1);
    const first = blowOf(fault as Fault, random);
    const others = FAULTS.filter(({ target }) => target !== first.fault.target);
    const blows = random.chance(TOGETHER) ? [first, blowOf(random.pick(others), random)] : [first];
    yield { quiet: random.between(...QUIET), blows };
  }
}

function blowOf(fault: Fault, random: Random): Blow {
  const [least, most] = fault.lasts ?? [0, 0];
  return { fault, parameters: fault.choose?.(random) ?? {}, lasts: random.between(least, most) };
}

/** Inflicts a step and heals it again; resolves when a write has succeeded after that. */
export async function inflict(stage: Stage, { blows }: Step, since: number): Promise<Inflicted[]> {
  const healed = await Promise.all(
    blows.map(async (blow) => {
      const { fault, parameters, lasts } = blow;
      const begun = performance.now();
      const end = stage.watch.excuse(fault.excuses);
      const heal = await fault.inflict(stage, parameters);
      await delay(lasts);
      await heal?.();
      end();
      return { ...blow, at: begun - since, healedAfter: performance.now() - begun };
    }),
  );
  const firstSuccess = await untilServed(stage);
  return healed.map((blow) => ({ ...blow, firstSuccess }));
}

/** One line of the timeline. */
export function lineOf({ fault, parameters, at, healedAfter, firstSuccess }: Inflicted): string {
  const chosen = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const what = [fault.name, ...chosen].join(', ');
  return `${(at / 1000).toFixed(1).padStart(6)} s  ${what.padEnd(56)} healed after ${Math.round(healedAfter)} ms, first success ${Math.round(firstSuccess)} ms later`;
}
