import { httpContract } from '../contract/http.contract.ts';
import { schemaContract } from '../contract/schema.contract.ts';
import { taskRepositoryContract } from '../contract/task-repository.contract.ts';
import { pglite } from '../support/stores.ts';

taskRepositoryContract(pglite);
httpContract(pglite);
schemaContract(pglite);
