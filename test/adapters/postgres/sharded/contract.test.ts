import { everyContract } from '../../../contract/contracts.ts';
import { shardedPostgres } from '../../../support/service/stores.ts';

everyContract(shardedPostgres);
