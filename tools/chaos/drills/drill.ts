import type { Environment, EnvironmentOptions } from '../environment/environment.ts';
import type { Verdict } from './verdict.ts';

/** A fixed scenario that measures whether one promise is kept. */
export interface Drill {
  /** Of the promise, as in docs/RELIABILITY.md. */
  readonly id: string;
  /** What it is called at the command line. */
  readonly name: string;
  readonly promise: string;
  readonly bound: string;
  /** Whether it is only done when it is asked for by name. */
  readonly isOnDemand?: true;
  /** Whether it starts the service itself. */
  readonly startsItself?: true;
  readonly options?: EnvironmentOptions;
  /** What may be answered meanwhile without a word; 503 and 504, unless it says otherwise. */
  readonly excuses?: readonly number[];
  run(environment: Environment, verdict: Verdict): Promise<void>;
}
