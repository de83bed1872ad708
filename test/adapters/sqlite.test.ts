import { everyContract } from '../contract/contracts.ts';
import { sqlite } from '../support/service/stores.ts';

everyContract(sqlite);
