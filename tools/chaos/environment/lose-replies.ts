import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from './tcp-proxy.ts';

/**
 * Resets all connections repeatedly while statements are in flight, so that replies to executed statements are lost.
 *
 * @param late the network delay during the resets, in milliseconds
 */
export async function loseReplies(proxy: TcpProxy, late: number, times: number): Promise<void> {
  proxy.slow(late);
  for (let time = 0; time < times; time++) {
    // The pause lets the service reconnect: a new connection needs several round trips before its first statement.
    await delay(12 * late);
    proxy.cut();
  }
  await proxy.pass();
}
