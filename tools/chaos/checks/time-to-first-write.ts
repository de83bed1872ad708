import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../environment/environment.ts';

/** Between two tries, in milliseconds. */
const RETRY_MS = 10;
/** How long to try, in milliseconds: then it hangs. */
const TIMEOUT_MS = 30_000;

/** Tries to write until that succeeds, or the service has ended by itself, and returns how many milliseconds that took. */
export async function timeToFirstWrite(environment: Environment, path = `/api/${randomUUID()}/tasks`): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < TIMEOUT_MS && !environment.hasCrashed) {
    const { status } = await environment.caller.call({ method: 'POST', path, body: { title: 'is anybody there?' } });
    if (status === 201) break;
    await delay(RETRY_MS);
  }
  return performance.now() - started;
}
