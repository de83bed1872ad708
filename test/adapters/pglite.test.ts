import { join } from 'node:path';
import { embeddedOptions } from '../../src/adapters/postgres/driver/orm-options.ts';
import { EmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded-postgres.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { everyContract } from '../contract/contracts.ts';
import { schemaContract } from '../contract/store/schema.contract.ts';
import { pglite } from '../support/service/stores.ts';

everyContract(pglite);
schemaContract(pglite, async () => {
  const postgres = new EmbeddedPostgres(join(temporaryFolder(), 'postgres'));
  await postgres.waitReady;
  return { options: embeddedOptions(postgres), close: () => postgres.close() };
});
