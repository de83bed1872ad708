import { v7 } from 'uuid';
import { type TaskId, taskId } from '../../domain/identity.ts';
import type { Ids } from '../../ports/ids.ts';

/**
 * UUIDs of version 7 (RFC 9562 section 5.7): ordered by time, and within one millisecond by a counter, which Node's own
 * `randomUUIDv7` does not do. Tasks created one after the other are therefore listed in that order, always.
 */
export class UuidIds implements Ids {
  next(): TaskId {
    return taskId(v7());
  }
}
