import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../environment/environment.ts';

/** Between two tries, in milliseconds. */
const PAUSE = 10;
/** How long to try, in milliseconds: then it hangs. */
const PATIENCE = 30_000;

/** Tries to write until that succeeds, or the service has ended by itself, and returns how many milliseconds that took. */
export async function untilServed(stage: Stage, path = `/api/${randomUUID()}/tasks`): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < PATIENCE && !stage.hasCrashed) {
    const { status } = await stage.caller.call({ method: 'POST', path, body: { title: 'is anybody there?' } });
    if (status === 201) break;
    await delay(PAUSE);
  }
  return performance.now() - begun;
}
