import type { Quota, RateLimiter } from '../../../ports/rate-limiter.ts';

/** The maximum number of attempts per key that wait in this process for a share of the quota. */
const MAX_WAITING = 50;

/** An attempt, such as a sign-in, that the limit has granted or refused. */
export interface Attempt {
  readonly quota: Quota;
  /** Ends a granted attempt. If `counts` is false, the attempt gives its share of the quota back. */
  end(counts: boolean): void;
}

/** The running and waiting attempts of one key. `ended` resolves when the next running attempt ends. */
interface Running {
  attempts: number;
  waiting: number;
  readonly ended: PromiseWithResolvers<void>;
}

/**
 * Limits attempts of which only some count, such as failed sign-ins. Each attempt takes from the quota before it runs,
 * so that concurrent attempts cannot exceed the limit. Attempts beyond the quota wait, because a running attempt that
 * ends may return its share of the quota.
 */
export class AttemptLimit {
  readonly limiter: RateLimiter;
  readonly #running = new Map<string, Running>();

  constructor(limiter: RateLimiter) {
    this.limiter = limiter;
  }

  /** Resolves when the attempt may run, or with a refusal if the key's quota is used up and no attempt is running. */
  async take(key: string): Promise<Attempt> {
    for (;;) {
      // Looks up the running attempts before the limiter decides. If one of them ends meanwhile and gives its share
      // back, `before.ended` is resolved already. So this attempt asks the limiter again, instead of being refused.
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
