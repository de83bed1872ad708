import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { StoreError } from '../../ports/store-lifecycle.ts';

/** How many passwords are hashed at once. Each takes 32 MiB, and one of the four threads that also read files. */
const MAX_RUNNING = 2;

/** How many passwords wait to be hashed. */
const MAX_WAITING = 100;

/** Returns Better Auth's functions of passwords. Together they run no more than `MAX_RUNNING` at a time. */
export function boundedHashes(hash = hashPassword, verify = verifyPassword) {
  const run = boundedRunner();
  return {
    hash: (password: string) => run(() => hash(password)),
    verify: (given: { hash: string; password: string }) => run(() => verify(given)),
  };
}

/** @throws StoreError `overloaded` if too much work waits */
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
      // The next work takes the place of this one.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
