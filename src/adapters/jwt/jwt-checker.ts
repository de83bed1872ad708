import { hash } from 'node:crypto';
import type { Actor } from '../../domain/access/actor.ts';
import { InvalidToken } from '../../domain/access/errors.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CredentialChecker, Credentials } from '../../ports/credential-checker.ts';
import { actorOfClaims } from './actor-of-claims.ts';
import type { JwtSettings } from './jwt-settings.ts';
import type { KeySource } from './keys/key-source.ts';
import { TokenCache } from './token-cache.ts';
import { verifyToken } from './verify-token.ts';

/** The maximum length of a token, in bytes. */
const MAX_LENGTH = 8 * 1024;

/** How long a verified token stays in the cache, in milliseconds. */
const CACHE_MS = 60 * 1000;

/** Checks JWTs (RFC 7519) that an external issuer has signed. */
export class JwtChecker implements CredentialChecker {
  readonly #settings: JwtSettings;
  readonly #keys: KeySource;
  readonly #clock: Clock;
  readonly #verified = new TokenCache();

  constructor(settings: JwtSettings, keys: KeySource, clock: Clock) {
    this.#settings = settings;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Starts reading the keys of the issuer in the background. */
  start(): void {
    this.#keys.start();
  }

  stop(): void {
    this.#keys.stop();
  }

  /** Returns whether there is a bearer token other than an API token of this service. */
  recognizes({ bearer }: Credentials): boolean {
    return bearer !== undefined && !bearer.startsWith('tp_');
  }

  check({ bearer = '' }: Credentials): Actor | Promise<Actor> {
    if (bearer.length > MAX_LENGTH) throw new InvalidToken('longer than 8 KiB');
    const digest = hash('sha256', bearer, 'base64url');
    return this.#verified.get(digest, this.#clock.now()) ?? this.#verify(bearer, digest);
  }

  async #verify(token: string, digest: string): Promise<Actor> {
    const claims = await verifyToken(token, this.#settings, this.#keys, this.#clock);
    const actor = actorOfClaims(claims, this.#settings);
    const now = this.#clock.now();
    this.#verified.add(digest, actor, earlier(actor.expiresAt, instant(now + CACHE_MS)), now);
    return actor;
  }
}

function earlier(expiry: Instant | null, moment: Instant): Instant {
  return expiry !== null && expiry < moment ? expiry : moment;
}
