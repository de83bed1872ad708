import { httpContract } from '../contract/http.contract.ts';
import { schemaContract } from '../contract/schema.contract.ts';
import { taskRepositoryContract } from '../contract/task-repository.contract.ts';
import { NOT_FOUND } from '../support/postgres.ts';
import { postgres } from '../support/stores.ts';

if (postgres.missing) process.stderr.write(`\n  WARNING: ${NOT_FOUND} Its tests are left out.\n`);

taskRepositoryContract(postgres);
httpContract(postgres);
schemaContract(postgres);
