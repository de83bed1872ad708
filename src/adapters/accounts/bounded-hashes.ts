import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { StoreError } from '../../ports/store-lifecycle.ts';

/** The maximum number of concurrent password hashes. Each takes 32 MiB, and one of libuv's four threads. */
const MAX_RUNNING = 2;

/** The maximum number of passwords that wait to be hashed or verified. */
const MAX_WAITING = 100;

/** Returns Better Auth's functions to hash and verify passwords, limited to `MAX_RUNNING` concurrent calls in total. */
export function boundedHashes(hash = hashPassword, verify = verifyPassword) {
  const run = boundedRunner();
  return {
    hash: (password: string) => run(() => hash(password)),
    verify: (given: { hash: string; password: string }) => run(() => verify(given)),
  };
}

/** Returns a function that limits concurrent work. It throws StoreError `overloaded` if MAX_WAITING calls wait. */
function boundedRunner(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < MAX_RUNNING) running++;
    else if (waiting.length === MAX_WAITING) throw new StoreError('overloaded');
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The next waiting call takes over the slot of this call, so `running` stays the same.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
