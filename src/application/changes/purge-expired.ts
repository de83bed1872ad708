import { DAY, HOUR, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

/** How long a key answers a request that is sent again, in milliseconds. */
const KEY_LIFETIME = DAY;
/** Changes outlive the keys that led to them, though clocks differ. */
const MARGIN = HOUR;

/** Drops the changes and idempotency keys that are kept no longer. */
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

  /** Goes through all owners once, some at a time, and stops early if `until` is aborted. */
  async execute(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const expiry = { changes: instant(now - this.#retention - MARGIN), keys: instant(now - KEY_LIFETIME) };
    let cursor = await this.#tasks.forget(expiry, undefined);
    while (cursor !== undefined && !signal.aborted) cursor = await this.#tasks.forget(expiry, cursor);
  }
}
