import { everyContract } from '../contract/contracts.ts';
import { memory } from '../support/service/stores.ts';

everyContract(memory);
