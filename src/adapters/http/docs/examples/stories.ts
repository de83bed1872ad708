import { accessExamples } from './access-examples.ts';
import { changeExamples } from './change-examples.ts';
import { type Example, exampleCaller } from './example.ts';
import { serviceExamples } from './service-examples.ts';
import { taskExamples } from './task-examples.ts';

/**
 * Returns the examples of every API operation, by operation. They are one story: each finds what those before it did.
 *
 * @param isOpen whether the caller needs no credential
 * @param basePath the path under which the service is
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
