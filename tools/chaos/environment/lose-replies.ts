import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from './tcp-proxy.ts';

/**
 * Resets all connections repeatedly while many statements are in flight, so that replies to executed ones are lost.
 *
 * @param late the network delay during the resets, in milliseconds
 */
export async function loseReplies(proxy: TcpProxy, late: number, times: number): Promise<void> {
  proxy.slow(late);
  for (let time = 0; time < times; time++) {
    // The delay covers several round trips, because a new connection needs them before its first statement.
    await delay(12 * late);
    proxy.cut();
  }
  await proxy.pass();
}
