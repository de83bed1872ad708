import { accessExamples } from './access-examples.ts';
import { changeExamples } from './change-examples.ts';
import { type Example, exampleCaller } from './example.ts';
import { serviceExamples } from './service-examples.ts';
import { taskExamples } from './task-examples.ts';

/**
 * Returns the examples for every API operation, by operation id. Each example relies on the data of earlier examples.
 *
 * @param isOpen whether the service is in open mode, which needs no credentials
 * @param basePath the path prefix of the service
 */
export function operationExamples(isOpen: boolean, basePath = ''): Readonly<Record<string, readonly Example[]>> {
  const caller = exampleCaller(isOpen);
  return {
    ...taskExamples(caller),
    ...changeExamples(caller),
    ...accessExamples(caller),
    ...serviceExamples(basePath),
  };
}
