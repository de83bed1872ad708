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

/** A checker with an issuer, a clock and a log of its own. */
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

  /** Returns the message of the refusal of a token, or `accepted`. */
  async judge(token: string): Promise<string> {
    try {
      await this.check(token);
      return 'accepted';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code === 'invalid_token' ? error.message : error.code;
    }
  }

  /** Starts the checker, and resolves when it has tried to read the keys. */
  async start(): Promise<this> {
    this.checker.start();
    await this.atRest();
    return this;
  }

  /** Moves the clock, and resolves when the reads that begin then have ended. */
  async advance(milliseconds: number): Promise<void> {
    this.time.advance(milliseconds);
    await this.atRest();
  }

  /** Resolves when only the wait for the next read in the background is left. */
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
