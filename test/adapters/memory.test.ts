import { hostileContract } from '../contract/hostile.contract.ts';
import { httpContract } from '../contract/http.contract.ts';
import { httpSemanticsContract } from '../contract/http-semantics.contract.ts';
import { logContract } from '../contract/log.contract.ts';
import { logHttpContract } from '../contract/log-http.contract.ts';
import { safeWritesHttpContract } from '../contract/safe-writes-http.contract.ts';
import { taskRepositoryContract } from '../contract/task-repository.contract.ts';
import { memory } from '../support/service/stores.ts';

taskRepositoryContract(memory);
logContract(memory);
httpContract(memory);
httpSemanticsContract(memory);
safeWritesHttpContract(memory);
logHttpContract(memory);
hostileContract(memory, 10_000);
