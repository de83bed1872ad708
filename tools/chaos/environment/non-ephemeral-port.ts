import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports below the ephemeral range of common operating systems. */
const RANGE = [20_000, 32_000] as const;

/** Returns a free port that no outgoing connection takes while a server restarts: it is outside the ephemeral range. */
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
