import type { Random } from '../../support/random.ts';
import type { Environment } from '../environment/environment.ts';

/** The part that a fault affects. Two faults at once have different targets. */
type Target = 'database' | 'network' | 'service' | 'clients';

/** The random parameters of a fault. */
export type Parameters = Readonly<Record<string, number>>;

/** Ends a fault; resolves when its target is in order again. */
type Heal = () => Promise<void>;

/** A fault that can be injected. */
export interface Fault {
  readonly name: string;
  readonly target: Target;
  /** The range of its duration in milliseconds, both ends included; without it, the fault is instantaneous. */
  readonly lasts?: readonly [number, number];
  /** The statuses it excuses, until a grace period after it is healed. Lost replies are always excused. */
  readonly excuses: readonly number[];
  /** Chooses the parameters. */
  choose?(random: Random): Parameters;
  inject(environment: Environment, parameters: Parameters): Promise<Heal | undefined>;
}
