import { randomInt } from 'node:crypto';
import { numberOf } from '../support/settings.ts';

/** The settings of a storm, the test with random faults. */
export interface ChaosSettings {
  readonly seed: number;
  readonly seconds: number;
  readonly clients: number;
  readonly workers: number;
}

/** Reads the environment variables `SEED`, `SECONDS`, `CLIENTS` and `WORKERS`. */
export function chaosSettings(): ChaosSettings {
  return {
    seed: Math.floor(numberOf('SEED', randomInt(2 ** 32), 0, 2 ** 32 - 1)),
    seconds: Math.floor(numberOf('SECONDS', 600, 5, 7 * 86_400)),
    clients: Math.floor(numberOf('CLIENTS', 32, 1, 500)),
    workers: Math.floor(numberOf('WORKERS', 1, 1, 16)),
  };
}
