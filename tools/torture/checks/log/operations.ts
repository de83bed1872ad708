import type { Evidence } from '../../evidence.ts';

/** Yields each change that is neither the first of its operation nor directly after another change of the operation. */
export function* checkOperations({ log }: Evidence): Generator<string> {
  for (const [index, { seq, operation }] of log.entries()) {
    if (operation !== seq && log[index - 1]?.operation !== operation)
      yield `seq ${seq} is of operation ${operation}, and follows on ${JSON.stringify(log[index - 1])}`;
  }
}
