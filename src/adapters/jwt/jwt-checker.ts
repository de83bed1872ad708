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

/** The longest token, in characters, each of which is a byte. */
const MAX_LENGTH = 8 * 1024;

/** How long a token is not verified again, in milliseconds. */
const CACHE_MS = 60 * 1000;

/** Checks bearer tokens that an issuer outside has signed (RFC 7519). */
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

  /** Starts to read the keys of the issuer in the background. */
  start(): void {
    this.#keys.start();
  }

  stop(): void {
    this.#keys.stop();
  }

  /** Recognizes every bearer but an API token of the service. */
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
