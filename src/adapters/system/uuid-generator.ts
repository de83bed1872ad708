import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { type TaskId, taskId } from '../../domain/identity.ts';
import type { IdGenerator } from '../../ports/id-generator.ts';

/** Bytes of a UUID. */
const LENGTH = 16;

/**
 * UUIDs of version 7 (RFC 9562 section 5.7): ordered by time, and within one millisecond by a counter, which Node's own
 * `randomUUIDv7` does not do. Tasks created one after the other are therefore listed in that order, always.
 *
 * Random bytes are drawn for many at a time: one by one they would take longer than all else that is done to an id.
 */
export class UuidGenerator implements IdGenerator {
  readonly #bytes = Buffer.alloc(256 * LENGTH);
  #used = this.#bytes.length;
  #msecs = 0;
  #seq = 0;

  next(): TaskId {
    const random = this.#random();
    const now = Date.now();
    // A new millisecond begins to count anywhere, but in the lower half, so that it seldom runs out of numbers.
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
    this.#used += LENGTH;
    return this.#bytes.subarray(this.#used - LENGTH, this.#used);
  }
}
