import type { TaskId } from '../domain/identity.ts';

/** Makes unique ids, each greater than the one before. */
export abstract class IdGenerator {
  abstract next(): TaskId;
}
