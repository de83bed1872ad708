import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from './tcp-proxy.ts';

/**
 * Resets all connections repeatedly while much is in flight, so that the replies to many executed statements are lost.
 *
 * @param late the delay of the network meanwhile, in milliseconds
 */
export async function loseReplies(proxy: TcpProxy, late: number, times: number): Promise<void> {
  proxy.slow(late);
  for (let time = 0; time < times; time++) {
    // A new connection needs several round trips before its first statement.
    await delay(12 * late);
    proxy.cut();
  }
  await proxy.pass();
}
