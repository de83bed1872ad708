import type { Container } from 'inversify';
import { type DatabaseConfig, parseConfig } from '../../../config/env.ts';
import { Readiness } from '../../../src/adapters/http/observability/readiness.ts';
import { HttpServer } from '../../../src/adapters/http/server/http-server.ts';
import { hashOf, mintSecret } from '../../../src/adapters/tokens/token-secret.ts';
import { compose } from '../../../src/container.ts';
import type { ApiToken } from '../../../src/domain/access/api-token.ts';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { instant } from '../../../src/domain/instant.ts';
import { TokenRepository } from '../../../src/ports/access/token-repository.ts';
import { StoreLifecycle } from '../../../src/ports/store-lifecycle.ts';
import { someToken } from '../access/some-token.ts';
import { silentLog } from './silent-log.ts';

/** A service that requires credentials, of which it accepts only API tokens: no accounts, no JWTs. */
export interface RequiredService {
  readonly url: string;
  readonly container: Container;
  close(): Promise<void>;
}

export async function startRequired(database: DatabaseConfig, log = silentLog): Promise<RequiredService> {
  const config = { ...parseConfig({}), auth: { mode: 'required' } as const, database };
  const container = await compose(config, log);
  const [store, server] = [container.get(StoreLifecycle), container.get(HttpServer)];
  await store.open();
  await container.get(Readiness).prepare();
  return {
    url: await server.listen(0, config.host),
    container,
    async close() {
      await server.stop(0);
      await store.close();
    },
  };
}

/** Stores a token of a new user, valid for an hour and with all scopes. Returns the token with its secret. */
export async function storeToken({ container }: RequiredService, fields: Partial<ApiToken> = {}) {
  const [secret, now] = [mintSecret(), Date.now()];
  const times = { createdAt: instant(now - 1_000), expiresAt: instant(now + 3_600_000) };
  const token = someToken({ scopes: SCOPES, ...times, ...fields });
  await container.get(TokenRepository).add(token, hashOf(secret));
  return { token, secret };
}
