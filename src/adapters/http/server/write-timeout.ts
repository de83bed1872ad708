import type { ServerResponse } from 'node:http';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/**
 * Hands on a stream piece by piece, each when the one before has been taken, and hangs up on a client that takes none
 * for too long: what it has not read is not kept for it, and it can ask for it again. So too if the stream breaks.
 */
export async function* withWriteTimeout(
  stream: AsyncIterable<string>,
  response: ServerResponse,
): AsyncGenerator<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const piece of stream) {
      timer = setTimeout(() => response.destroy(), TIMEOUTS.streamWrite);
      yield piece;
      clearTimeout(timer);
    }
  } catch (error) {
    response.destroy(error as Error);
  } finally {
    clearTimeout(timer);
  }
}
