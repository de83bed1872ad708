/**
 * Yields the data of the Server-Sent Events in a response body: one list for each chunk that arrives. A chunk that has
 * only a heartbeat yields an empty list. `EventSource` cannot be used, because it sends no `Authorization` header.
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly string[]> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      yield blocks.map(dataOf).filter((data) => data !== '');
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function dataOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
}
