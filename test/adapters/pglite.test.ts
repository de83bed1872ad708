import { join } from 'node:path';
import { embeddedOptions } from '../../src/adapters/postgres/driver/orm-options.ts';
import { EmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded-postgres.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { hostileContract } from '../contract/hostile.contract.ts';
import { httpContract } from '../contract/http.contract.ts';
import { httpSemanticsContract } from '../contract/http-semantics.contract.ts';
import { logContract } from '../contract/log.contract.ts';
import { logHttpContract } from '../contract/log-http.contract.ts';
import { safeWritesHttpContract } from '../contract/safe-writes-http.contract.ts';
import { schemaContract } from '../contract/schema.contract.ts';
import { taskRepositoryContract } from '../contract/task-repository.contract.ts';
import { pglite } from '../support/service/stores.ts';

taskRepositoryContract(pglite);
logContract(pglite);
httpContract(pglite);
httpSemanticsContract(pglite);
safeWritesHttpContract(pglite);
logHttpContract(pglite);
hostileContract(pglite, 10_000);
schemaContract(pglite, async () => {
  const postgres = new EmbeddedPostgres(join(temporaryFolder(), 'postgres'));
  await postgres.waitReady;
  return { options: embeddedOptions(postgres), close: () => postgres.close() };
});
