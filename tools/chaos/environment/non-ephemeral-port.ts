import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections. */
const RANGE = [20_000, 32_000] as const;

/** A free port that stays free while whoever has it is away: no outgoing connection is given it meanwhile. */
export async function nonEphemeralPort(): Promise<number> {
  for (;;) {
    const port = randomInt(...RANGE);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
