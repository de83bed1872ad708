import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../environment/environment.ts';

const RETRY_MS = 10;
const TIMEOUT_MS = 30_000;

/** Retries a write until it succeeds, the service crashes or the timeout expires; returns the elapsed milliseconds. */
export async function timeToFirstWrite(environment: Environment, path = `/api/${randomUUID()}/tasks`): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < TIMEOUT_MS && !environment.hasCrashed) {
    const { status } = await environment.caller.call({
      method: 'POST',
      path,
      body: { title: 'first write after a fault' },
    });
    if (status === 201) break;
    await delay(RETRY_MS);
  }
  return performance.now() - started;
}
