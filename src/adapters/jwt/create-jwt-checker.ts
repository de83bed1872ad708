import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../ports/clock.ts';
import type { Timer } from '../../ports/timer.ts';
import { JwtChecker } from './jwt-checker.ts';
import type { JwtSettings } from './jwt-settings.ts';
import type { Fetch } from './keys/fetch-json.ts';
import { IssuerKeys } from './keys/issuer-keys.ts';
import { KeyMetrics } from './keys/key-metrics.ts';
import { readKeySet } from './keys/read-key-set.ts';
import { SecretKey } from './keys/secret-key.ts';

export interface JwtEnvironment {
  readonly time: Clock & Timer;
  readonly log: Logger;
  readonly registry: Registry;
  readonly fetch: Fetch;
}

/** Returns a JWT checker, not yet started. It uses the shared secret in `settings` if any, else the issuer's keys. */
export function createJwtChecker(settings: JwtSettings, environment: JwtEnvironment): JwtChecker {
  const { time, log, registry, fetch } = environment;
  if (settings.secret !== undefined) return new JwtChecker(settings, new SecretKey(settings.secret), time);
  const readKeys = (signal: AbortSignal) => readKeySet(settings, fetch, signal);
  return new JwtChecker(settings, new IssuerKeys(readKeys, time, log, new KeyMetrics(registry)), time);
}
