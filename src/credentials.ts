import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { AccountsConfig, JwtConfig } from '../config/access-variables.ts';
import type { Config, DatabaseConfig } from '../config/env.ts';
import type { AccountsHandler } from './adapters/http/access/accounts-mount.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { SystemTimer } from './adapters/system/system-timer.ts';
import { ApiTokenChecker } from './adapters/tokens/api-token-checker.ts';
import { RecordAudit } from './application/access/record-audit.ts';
import { Log, Purges } from './persistence/module.ts';
import type { CredentialChecker } from './ports/credential-checker.ts';
import { StoreLifecycle } from './ports/store-lifecycle.ts';

/** The checkers of the kinds of credentials that the configuration accepts. */
export const Checkers: ServiceIdentifier<CredentialChecker> = Symbol.for('Checkers');
/** The handler of requests for sign-up, sign-in and sign-out. Bound only if user accounts are configured. */
export const Accounts: ServiceIdentifier<AccountsHandler> = Symbol.for('Accounts');
/** The reader of the JWT issuer's public keys, which runs in the background. Bound only if an issuer is configured. */
export const IssuerKeys: ServiceIdentifier<{ start(): void; stop(): void }> = Symbol.for('IssuerKeys');

/** Returns the container modules of the configured kinds of credentials. Loads only the libraries that these need. */
export async function credentials({ auth, database, publicUrl }: Config): Promise<ContainerModule[]> {
  if (auth.mode === 'open') return [];
  return [
    new ContainerModule(({ bind }) => bind(Checkers).toService(ApiTokenChecker)),
    ...(auth.jwt === undefined ? [] : [await jwt(auth.jwt)]),
    ...(auth.accounts === undefined ? [] : [await accounts(auth.accounts, database, publicUrl)]),
  ];
}

async function jwt(config: JwtConfig): Promise<ContainerModule> {
  const { createJwtChecker } = await import('./adapters/jwt/create-jwt-checker.ts');
  const [clock, timer] = [new SystemClock(), new SystemTimer()];
  const time = { now: () => clock.now(), waitUntil: timer.waitUntil.bind(timer) };
  return new ContainerModule(({ bind }) => {
    const Jwt: ServiceIdentifier<ReturnType<typeof createJwtChecker>> = Symbol.for('JwtChecker');
    bind(Jwt).toResolvedValue(
      (log: Logger, registry: Registry) => createJwtChecker(config, { time, log, registry, fetch }),
      [Log, Registry],
    );
    bind(IssuerKeys).toService(Jwt);
    bind(Checkers).toService(Jwt);
  });
}

/** Returns a module that binds user accounts. Their tables are in the database of the tasks, and migrated with it. */
async function accounts(
  config: AccountsConfig,
  database: DatabaseConfig,
  publicUrl: string | undefined,
): Promise<ContainerModule> {
  const { Accounts: Service } = await import('./adapters/accounts/accounts.ts');
  const { SessionChecker } = await import('./adapters/accounts/session-checker.ts');
  const { StoreWithAccounts } = await import('./adapters/accounts/store-with-accounts.ts');
  const store = await accountStore(database);
  return new ContainerModule(({ bind, onActivation }) => {
    bind(Service).toResolvedValue(
      (audit: RecordAudit) => new Service(store, { ...config, publicUrl, record: (event) => audit.execute(event) }),
      [RecordAudit],
    );
    bind(Accounts).toResolvedValue(
      (service: InstanceType<typeof Service>): AccountsHandler => service.handle.bind(service),
      [Service],
    );
    bind(Purges).toResolvedValue(
      (service: InstanceType<typeof Service>) => ({ execute: () => service.purge() }),
      [Service],
    );
    bind(Checkers).toResolvedValue((service: InstanceType<typeof Service>) => new SessionChecker(service), [Service]);
    onActivation(StoreLifecycle, (context, tasks) => new StoreWithAccounts(tasks, context.get(Service)));
  });
}

async function accountStore(database: DatabaseConfig) {
  if (database.kind === 'postgres') {
    const { PostgresAccounts } = await import('./adapters/accounts/storage/postgres-accounts.ts');
    return new PostgresAccounts(database.url);
  }
  const { SqliteAccounts } = await import('./adapters/accounts/storage/sqlite-accounts.ts');
  const { fileIn } = await import('./adapters/sqlite/sqlite-store.ts');
  return new SqliteAccounts(database.kind === 'memory' ? undefined : fileIn(database.dataDir));
}
