import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { type TaskId, taskId } from '../../domain/identity.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';

const UUID_BYTES = 16;

/**
 * Generates UUIDs of version 7 (RFC 9562 section 5.7), ordered by time and, within a millisecond, by a counter. Node's
 * own `randomUUIDv7` has no counter, so tasks created in one millisecond would not be listed in the order of their
 * creation.
 *
 * Random bytes are generated for 256 ids at once. For a single id this would take longer than all other work on the id.
 */
export class UuidGenerator implements IdGenerator {
  readonly #bytes = Buffer.alloc(256 * UUID_BYTES);
  #used = this.#bytes.length;
  #msecs = 0;
  #seq = 0;

  next(): TaskId {
    const random = this.#random();
    const now = Date.now();
    // The counter starts at a random number in the lower half of its range, so that it seldom overflows.
    if (now > this.#msecs) [this.#msecs, this.#seq] = [now, random.readUInt32BE(6) >>> 1];
    else this.#seq = (this.#seq + 1) >>> 0;
    if (this.#seq === 0) this.#msecs++;
    return taskId(v7({ random, msecs: this.#msecs, seq: this.#seq }));
  }

  #random(): Buffer {
    if (this.#used === this.#bytes.length) {
      randomFillSync(this.#bytes);
      this.#used = 0;
    }
    this.#used += UUID_BYTES;
    return this.#bytes.subarray(this.#used - UUID_BYTES, this.#used);
  }
}
