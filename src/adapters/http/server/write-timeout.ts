import type { ServerResponse } from 'node:http';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/**
 * Returns the stream with a time limit for each write. A client that does not read for TIMEOUTS.streamWrite is
 * disconnected, so that its unread data does not fill the memory. An error of the stream disconnects the client, too.
 */
export async function* withWriteTimeout(
  stream: AsyncIterable<string>,
  response: ServerResponse,
): AsyncGenerator<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of stream) {
      timer = setTimeout(() => response.destroy(), TIMEOUTS.streamWrite);
      yield chunk;
      clearTimeout(timer);
    }
  } catch (error) {
    response.destroy(error as Error);
  } finally {
    clearTimeout(timer);
  }
}
