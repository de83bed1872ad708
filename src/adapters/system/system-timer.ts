import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../domain/instant.ts';
import type { Timer } from '../../ports/timer.ts';

/** The longest delay of a timer of Node, in milliseconds: about 24 days. */
const MAX_DELAY = 2 ** 31 - 1;

/** Waits until a given system time. */
export class SystemTimer implements Timer {
  async waitUntil(moment: Instant, signal: AbortSignal): Promise<void> {
    for (let left = moment - Date.now(); left > 0 && !signal.aborted; left = moment - Date.now()) {
      await delay(Math.min(left, MAX_DELAY), undefined, { signal }).catch(() => {});
    }
  }
}
