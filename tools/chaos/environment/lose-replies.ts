import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from './tcp-proxy.ts';

/**
 * Resets all connections again and again, each time while much is under way, so that of many statements that were done
 * nobody hears.
 *
 * @param late how many milliseconds everything is under way meanwhile
 */
export async function loseReplies(proxy: TcpProxy, late: number, times: number): Promise<void> {
  proxy.slow(late);
  for (let time = 0; time < times; time++) {
    // To connect takes several times there and back, and so does what comes after it.
    await delay(12 * late);
    proxy.cut();
  }
  await proxy.pass();
}
