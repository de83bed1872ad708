import { setImmediate } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import { createJwtChecker } from '../../../../src/adapters/jwt/create-jwt-checker.ts';
import type { JwtChecker } from '../../../../src/adapters/jwt/jwt-checker.ts';
import type { JwtSettings } from '../../../../src/adapters/jwt/jwt-settings.ts';
import type { Actor } from '../../../../src/domain/access/actor.ts';
import { DomainError } from '../../../../src/domain/errors.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { AUDIENCE, FakeIssuer, type IssuerKey } from './fake-issuer.ts';

export const START = Date.UTC(2026, 10, 28, 12);

/** A JWT checker for tests, with a fake issuer, a fake clock, a log and metrics. */
export class JwtWorld {
  readonly time = new FakeTime(instant(START));
  readonly registry = new Registry();
  readonly lines: string[] = [];
  readonly log: Logger = pino({ level: 'trace' }, { write: (line: string) => void this.lines.push(line) });
  readonly issuer: FakeIssuer;
  readonly checker: JwtChecker;

  constructor(keys: IssuerKey[], settings: Partial<JwtSettings> = {}) {
    this.issuer = new FakeIssuer(this.time, keys);
    this.checker = createJwtChecker(
      { issuer: this.issuer.url, audience: AUDIENCE, userClaim: 'sub', ...settings },
      { time: this.time, log: this.log, registry: this.registry, fetch: this.issuer.fetch },
    );
  }

  async check(token: string): Promise<Actor> {
    return this.checker.check({ bearer: token, cookie: undefined });
  }

  /** Checks a token. Returns `accepted`, or the message or code of the error. */
  async judge(token: string): Promise<string> {
    try {
      await this.check(token);
      return 'accepted';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code === 'invalid_token' ? error.message : error.code;
    }
  }

  /** Starts the checker. Resolves when its first attempt to read the keys has ended. */
  async start(): Promise<this> {
    this.checker.start();
    await this.atRest();
    return this;
  }

  /** Advances the clock. Resolves when the key reads that become due have ended. */
  async advance(milliseconds: number): Promise<void> {
    this.time.advance(milliseconds);
    await this.atRest();
  }

  /** Resolves when no key read is in progress, and only the timer of the next background read is pending. */
  async atRest(): Promise<void> {
    do await setImmediate();
    while (this.time.awaited.length !== 1 || (this.time.awaited[0] as number) <= this.time.now());
  }

  async metric(line: string): Promise<string | undefined> {
    const text = await this.registry.metrics();
    return text
      .split('\n')
      .find((text) => text.startsWith(`${line} `))
      ?.slice(line.length + 1);
  }
}
