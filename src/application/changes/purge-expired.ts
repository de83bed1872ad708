import { DAY, HOUR, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

/** How long a retry with the same idempotency key gets the stored result, in milliseconds. */
const KEY_LIFETIME = DAY;
/** How much longer changes are kept than the keys that refer to them, in milliseconds: clocks may differ. */
const MARGIN = HOUR;

/** Deletes the changes and idempotency keys whose retention has ended. */
export class PurgeExpired {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;
  readonly #retention: number;

  /** @param retention how long changes are kept, in days */
  constructor(tasks: TaskRepository, clock: Clock, retention: number) {
    this.#tasks = tasks;
    this.#clock = clock;
    this.#retention = retention * DAY;
  }

  /** Purges all owners once, in chunks. Stops after the current chunk if `signal` is aborted. */
  async execute(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const expiry = { changes: instant(now - this.#retention - MARGIN), keys: instant(now - KEY_LIFETIME) };
    let cursor = await this.#tasks.purge(expiry, undefined);
    while (cursor !== undefined && !signal.aborted) cursor = await this.#tasks.purge(expiry, cursor);
  }
}
