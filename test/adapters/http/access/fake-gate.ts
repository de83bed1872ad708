import { CredentialGate } from '../../../../src/adapters/http/access/credential-gate.ts';
import { CredentialWatch } from '../../../../src/adapters/http/access/credential-watch.ts';
import { MetricsAccess } from '../../../../src/adapters/http/access/metrics-access.ts';
import { UserLimit } from '../../../../src/adapters/http/access/user-limit.ts';
import { OwnPages } from '../../../../src/adapters/http/edge/own-pages.ts';
import { Proxies } from '../../../../src/adapters/http/edge/proxies.ts';
import { LocalRateLimiter } from '../../../../src/adapters/limits/local-rate-limiter.ts';
import { WindowCounter } from '../../../../src/adapters/limits/window-counter.ts';
import type { Actor } from '../../../../src/domain/access/actor.ts';
import { InvalidToken, IssuerUnavailable } from '../../../../src/domain/access/errors.ts';
import { SCOPES, type Scope } from '../../../../src/domain/access/scope.ts';
import { userId } from '../../../../src/domain/identity.ts';
import { instant } from '../../../../src/domain/instant.ts';
import type { CredentialChecker, Credentials } from '../../../../src/ports/credential-checker.ts';
import { FakeTime } from '../../../support/fake-time.ts';

export const ALICE = userId('a0000000-0000-4000-8000-00000000000a');
export const BOB = userId('b0000000-0000-4000-8000-00000000000b');

function actor(user: typeof ALICE, kind: Actor['kind'], scopes: readonly Scope[] = SCOPES): Actor {
  return { user, kind, id: 'one', scopes, expiresAt: null };
}

/** The result of checking each fake token or session cookie: an actor or an error. */
const KNOWN: Readonly<Record<string, () => Actor>> = {
  tp_alice: () => actor(ALICE, 'token'),
  tp_reader: () => actor(ALICE, 'token', ['tasks:read']),
  tp_writer: () => actor(ALICE, 'token', ['tasks:write']),
  tp_bob: () => actor(BOB, 'token'),
  tp_expired: () => {
    throw new InvalidToken('expired', ALICE);
  },
  tp_revoked: () => {
    throw new InvalidToken('revoked', ALICE);
  },
  tp_unavailable: () => {
    throw new IssuerUnavailable();
  },
  'session=alice': () => actor(ALICE, 'session'),
  'session=bob': () => actor(BOB, 'session'),
};

/** A credential checker that knows the fake credentials in KNOWN, and counts its checks. */
export class FakeChecker implements CredentialChecker {
  checks = 0;
  /** The fake credentials that are refused as revoked. */
  readonly revoked = new Set<string>();
  readonly #kind: 'bearer' | 'cookie';

  constructor(kind: 'bearer' | 'cookie') {
    this.#kind = kind;
  }

  recognizes(credentials: Credentials): boolean {
    return (credentials[this.#kind] ?? '').startsWith(this.#kind === 'bearer' ? 'tp_' : 'session=');
  }

  check(credentials: Credentials): Actor {
    this.checks++;
    const text = credentials[this.#kind] ?? '';
    const known = this.revoked.has(text) ? undefined : KNOWN[text];
    if (known === undefined) throw new InvalidToken('unknown');
    return known();
  }
}

interface Settings {
  readonly requests?: number;
  readonly trustProxy?: readonly string[];
  readonly metricsToken?: string;
  readonly origins?: readonly string[];
}

/** Returns the access check of required mode with two fake checkers: for bearer tokens and for session cookies. */
export function fakeGate({ requests, trustProxy = [], metricsToken, origins = [] }: Settings = {}) {
  const time = new FakeTime(instant(1_000_000));
  const proxies = new Proxies(trustProxy);
  const [bearers, cookies] = [new FakeChecker('bearer'), new FakeChecker('cookie')];
  const limiter =
    requests === undefined
      ? undefined
      : new LocalRateLimiter(new WindowCounter({ requests, seconds: 60 }, () => time.now()));
  const gate = new CredentialGate(proxies, new OwnPages(origins), new MetricsAccess(metricsToken, proxies), {
    checkers: [bearers, cookies],
    limit: new UserLimit(limiter),
    watch: new CredentialWatch(time),
  });
  return { gate, time, bearers, cookies };
}
