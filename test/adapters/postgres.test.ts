import { migratingOptions } from '../../src/adapters/postgres/driver/orm-options.ts';
import { everyContract } from '../contract/contracts.ts';
import { schemaContract } from '../contract/store/schema.contract.ts';
import { createDatabase, NOT_FOUND } from '../support/postgres/postgres.ts';
import { postgres } from '../support/service/stores.ts';

if (postgres.missing) process.stderr.write(`\n  WARNING: ${NOT_FOUND} Tests that need one are skipped.\n`);

everyContract(postgres);
schemaContract(postgres, async () => ({
  options: migratingOptions(await createDatabase(), 'public'),
  close: async () => {},
}));
