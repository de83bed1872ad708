import { DAY, HOUR, instant } from '../../domain/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskRepository } from '../../ports/task-repository.ts';

/** The time for which a retry with the same idempotency key gets the stored result, in milliseconds. */
const KEY_LIFETIME = DAY;
/** The time for which changes are kept beyond their retention, in milliseconds: the clocks of servers may differ. */
const MARGIN = HOUR;

/** Deletes the changes and idempotency keys whose retention has ended. */
export class PurgeExpired {
  readonly #tasks: TaskRepository;
  readonly #clock: Clock;
  readonly #retention: number;

  /** @param retention the number of days for which changes are kept */
  constructor(tasks: TaskRepository, clock: Clock, retention: number) {
    this.#tasks = tasks;
    this.#clock = clock;
    this.#retention = retention * DAY;
  }

  /** Purges the logs of all owners, a few owners at a time. Stops before the next owners if `signal` is aborted. */
  async execute(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const expiry = { changes: instant(now - this.#retention - MARGIN), keys: instant(now - KEY_LIFETIME) };
    let cursor = await this.#tasks.purge(expiry, undefined);
    while (cursor !== undefined && !signal.aborted) cursor = await this.#tasks.purge(expiry, cursor);
  }
}
