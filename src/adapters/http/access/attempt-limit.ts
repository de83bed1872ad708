import type { Quota, RateLimiter } from '../../../ports/rate-limiter.ts';

/** The most attempts of a key that wait in this process. */
const MAX_WAITING = 50;

/** An attempt that was granted or refused. */
export interface Attempt {
  readonly quota: Quota;
  /** Ends an attempt that was granted. One that does not count is given back. */
  end(counts: boolean): void;
}

/** The attempts of a key that are running, until the next of them ends. */
interface Running {
  attempts: number;
  waiting: number;
  readonly ended: PromiseWithResolvers<void>;
}

/**
 * Limits attempts of which only some count, such as sign-ins that fail. Each is taken before it runs, so that many at
 * once cannot exceed the limit. Those beyond the limit wait for running ones, which may be given back.
 */
export class AttemptLimit {
  readonly limiter: RateLimiter;
  readonly #running = new Map<string, Running>();

  constructor(limiter: RateLimiter) {
    this.limiter = limiter;
  }

  /** Resolves when an attempt may run, or when no running attempt of its key can be given back any more. */
  async take(key: string): Promise<Attempt> {
    for (;;) {
      // An attempt may end while the limiter decides, so the ones from before the decision count, too.
      const before = this.#running.get(key);
      const quota = await this.limiter.take(key);
      if (quota.isGranted) return this.#begin(key, quota);
      const running = before ?? this.#running.get(key);
      if (running === undefined || running.waiting === MAX_WAITING) return { quota, end: () => {} };
      running.waiting++;
      await running.ended.promise;
    }
  }

  #begin(key: string, quota: Quota): Attempt {
    const running = this.#running.get(key);
    if (running === undefined) this.#running.set(key, newRunning(1));
    else running.attempts++;
    const end = (counts: boolean) => {
      if (!counts) this.limiter.giveBack(key);
      this.#end(key);
    };
    return { quota, end };
  }

  #end(key: string): void {
    const { attempts, ended } = this.#running.get(key) as Running;
    if (attempts === 1) this.#running.delete(key);
    else this.#running.set(key, newRunning(attempts - 1));
    ended.resolve();
  }
}

function newRunning(attempts: number): Running {
  return { attempts, waiting: 0, ended: Promise.withResolvers() };
}
