import type { Random } from '../../support/random.ts';
import type { Environment } from '../environment/environment.ts';

/** The part of the system that a fault affects. Simultaneous faults have different targets. */
type Target = 'database' | 'network' | 'service' | 'clients';

/** The random parameters of a fault. */
export type Parameters = Readonly<Record<string, number>>;

/** Ends a fault; resolves when the affected part of the system works again. */
type Heal = () => Promise<void>;

/** A fault that a storm, the test with random faults, can inject. */
export interface Fault {
  readonly name: string;
  readonly target: Target;
  /** The range of the duration in milliseconds, both ends included; without a range, the fault is instantaneous. */
  readonly lasts?: readonly [number, number];
  /** The error statuses that are acceptable during the fault and shortly after it. Lost responses always are. */
  readonly excuses: readonly number[];
  /** Chooses the parameters of the fault at random. */
  choose?(random: Random): Parameters;
  inject(environment: Environment, parameters: Parameters): Promise<Heal | undefined>;
}
