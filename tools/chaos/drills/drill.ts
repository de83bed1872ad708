import type { Environment, EnvironmentOptions } from '../environment/environment.ts';
import type { Verdict } from './verdict.ts';

/** A fixed scenario that measures one promise. */
export interface Drill {
  /** The id of the promise in docs/RELIABILITY.md. */
  readonly id: string;
  /** The name in `DRILL`. */
  readonly name: string;
  readonly promise: string;
  readonly bound: string;
  /** True if it runs only if `DRILL` names it. */
  readonly isOnDemand?: true;
  /** True if it starts the service itself, instead of getting one that is ready. */
  readonly startsItself?: true;
  readonly options?: EnvironmentOptions;
  /** The statuses of 500 and above that are allowed during the drill; 503 and 504 by default. */
  readonly excuses?: readonly number[];
  run(environment: Environment, verdict: Verdict): Promise<void>;
}
