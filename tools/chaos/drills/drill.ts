import type { Environment, EnvironmentOptions } from '../environment/environment.ts';
import type { Verdict } from './verdict.ts';

/** A fixed scenario of load or faults that measures whether the service keeps one promise. */
export interface Drill {
  /** The id of the promise in docs/RELIABILITY.md. */
  readonly id: string;
  /** The name that selects the drill in the environment variable `DRILL`. */
  readonly name: string;
  readonly promise: string;
  readonly bound: string;
  /** True if the drill runs only when the environment variable `DRILL` names it. */
  readonly isOnDemand?: true;
  /** True if the drill starts the service itself; otherwise it gets a running service. */
  readonly startsItself?: true;
  readonly options?: EnvironmentOptions;
  /** The 5xx statuses that are allowed during the drill; 503 and 504 by default. */
  readonly excuses?: readonly number[];
  run(environment: Environment, verdict: Verdict): Promise<void>;
}
