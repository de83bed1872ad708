import { migratingOptions } from '../../src/adapters/postgres/driver/orm-options.ts';
import { hostileContract } from '../contract/hostile.contract.ts';
import { httpContract } from '../contract/http.contract.ts';
import { httpSemanticsContract } from '../contract/http-semantics.contract.ts';
import { logContract } from '../contract/log.contract.ts';
import { logHttpContract } from '../contract/log-http.contract.ts';
import { safeWritesHttpContract } from '../contract/safe-writes-http.contract.ts';
import { schemaContract } from '../contract/schema.contract.ts';
import { taskRepositoryContract } from '../contract/task-repository.contract.ts';
import { createDatabase, NOT_FOUND } from '../support/postgres/postgres.ts';
import { postgres } from '../support/service/stores.ts';

if (postgres.missing) process.stderr.write(`\n  WARNING: ${NOT_FOUND} What needs one is left out.\n`);

taskRepositoryContract(postgres);
logContract(postgres);
httpContract(postgres);
httpSemanticsContract(postgres);
safeWritesHttpContract(postgres);
logHttpContract(postgres);
hostileContract(postgres, 10_000);
schemaContract(postgres, async () => ({
  options: migratingOptions(await createDatabase(), 'public'),
  close: async () => {},
}));
