import type { Random } from '../../support/random.ts';
import type { Environment } from '../environment/environment.ts';

/** What a fault is done to. Two faults at once are of different targets. */
type Target = 'database' | 'network' | 'service' | 'clients';

/** What the seed chose for one fault. */
export type Parameters = Readonly<Record<string, number>>;

/** What ends a fault. Resolves when all is as it was. */
type Heal = () => Promise<void>;

/** Something that goes wrong, as data. */
export interface Fault {
  readonly name: string;
  readonly target: Target;
  /** For how many milliseconds it lasts, both ends included; without it, it is over as soon as it has happened. */
  readonly lasts?: readonly [number, number];
  /** What clients may be answered from when it begins until a while after it is healed. They may always lose an answer. */
  readonly excuses: readonly number[];
  /** What else the seed chooses. */
  choose?(random: Random): Parameters;
  inject(environment: Environment, parameters: Parameters): Promise<Heal | undefined>;
}
