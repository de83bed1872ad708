import type { TaskId } from '../domain/identity.ts';

/** Makes ids that were never used before, each greater than the one made before it. */
export abstract class IdGenerator {
  abstract next(): TaskId;
}
