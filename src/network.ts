import { ContainerModule } from 'inversify';
import type { Config } from '../config/env.ts';
import { type AccountsHandler, AccountsMount } from './adapters/http/access/accounts-mount.ts';
import { CredentialGate } from './adapters/http/access/credential-gate.ts';
import { CredentialWatch } from './adapters/http/access/credential-watch.ts';
import { OpenGate } from './adapters/http/access/gate.ts';
import { MetricsAccess } from './adapters/http/access/metrics-access.ts';
import { UserLimit } from './adapters/http/access/user-limit.ts';
import { Edge } from './adapters/http/edge/edge.ts';
import { Hosts } from './adapters/http/edge/hosts.ts';
import { OwnPages } from './adapters/http/edge/own-pages.ts';
import { Proxies } from './adapters/http/edge/proxies.ts';
import { LeasingRateLimiter } from './adapters/limits/leasing-rate-limiter.ts';
import { LocalRateLimiter } from './adapters/limits/local-rate-limiter.ts';
import { WindowCounter } from './adapters/limits/window-counter.ts';
import { RecordAudit } from './application/access/record-audit.ts';
import { Accounts, Checkers } from './credentials.ts';
import { Clock } from './ports/clock.ts';
import type { CredentialChecker } from './ports/credential-checker.ts';
import type { RateLimiter } from './ports/rate-limiter.ts';
import { Timer } from './ports/timer.ts';
import { limitsOf } from './process/limits.ts';
import { primary } from './process/workers/primary-link.ts';

/** Returns a module that binds the {@link Edge}, which checks hosts, origins, credentials and rate limits. */
export function network(config: Config): ContainerModule {
  const proxies = new Proxies(config.trustProxy);
  const publicOrigin = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin];
  return new ContainerModule(({ bind }) => {
    const record = (audit: RecordAudit) => (event: Parameters<RecordAudit['execute']>[0]) => void audit.execute(event);
    if (config.auth.mode === 'open') {
      const hosts = new Hosts([...config.allowedHosts, ...publicOrigin.map((origin) => new URL(origin).hostname)]);
      const pages = new OwnPages(publicOrigin, config.corsOrigins);
      const gate = new OpenGate(proxies, hosts, pages, new MetricsAccess(config.metricsToken, undefined));
      bind(Edge).toResolvedValue((audit: RecordAudit) => new Edge(gate, config, record(audit)), [RecordAudit]);
      return;
    }
    const pages = new OwnPages(publicOrigin);
    const limit = new UserLimit(limiterOf(config, 'user'));
    bind(Edge).toResolvedValue(
      (clock: Clock, timer: Timer, audit: RecordAudit, checkers: CredentialChecker[], handle?: AccountsHandler) => {
        const guards = { checkers, limit, watch: new CredentialWatch(timeOf(clock, timer)) };
        const gate = new CredentialGate(proxies, pages, new MetricsAccess(config.metricsToken, proxies), guards);
        const signIns = limiterOf(config, 'sign-in');
        const accounts = handle && signIns && new AccountsMount({ handle, signIns, limit, checkers, pages, proxies });
        return new Edge(gate, config, record(audit), accounts);
      },
      [
        Clock,
        Timer,
        RecordAudit,
        { isMultiple: true, serviceIdentifier: Checkers },
        { serviceIdentifier: Accounts, optional: true },
      ],
    );
  });
}

function timeOf(clock: Clock, timer: Timer): Clock & Timer {
  return { now: () => clock.now(), waitUntil: (moment, signal) => timer.waitUntil(moment, signal) };
}

/** Returns a rate limiter. If there are several workers, they share one count in the primary process. */
function limiterOf(config: Config, name: 'user' | 'sign-in'): RateLimiter | undefined {
  const policy = limitsOf(config)[name];
  if (policy === undefined) return undefined;
  if (primary === undefined) return new LocalRateLimiter(new WindowCounter(policy));
  // If the primary process does not answer, requests of users are granted. Sign-ins are refused, because an attacker
  // could guess passwords without a limit otherwise.
  const unanswered = name === 'user' ? 'grant' : 'refuse';
  return new LeasingRateLimiter(policy, config.workers, primary.rateLeases.of(name), unanswered);
}
