import { Refusal } from '../../ports/refusal.ts';

/** The most bytes in a line of an export. The longest possible task takes only a fraction of it. */
export const MAX_LINE = 256 * 1024;

const LINE_FEED = 0x0a;

/**
 * Splits bytes into lines, and yields the lines of each chunk as one array. Each line includes its line feed, which
 * only the last line may lack.
 *
 * @throws Refusal `invalid` if a line is longer than MAX_LINE
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      lines.push(bytes.subarray(start, end + 1));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    count += lines.length;
    if (rest.length > MAX_LINE) throw new Refusal('invalid', `line ${count + 1} has more than ${MAX_LINE} bytes`);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [rest];
}
