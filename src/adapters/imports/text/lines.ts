const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** A line, without its end. The number is that of its first line in the file, from 1. */
export interface ByteLine {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** Splits bytes at LF and CR LF. */
export function* byteLines(bytes: Uint8Array): Generator<ByteLine> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const found = bytes.indexOf(LF, start);
    const end = found === -1 ? bytes.length : found;
    yield { number, bytes: bytes.subarray(start, end > start && bytes[end - 1] === CR ? end - 1 : end) };
    start = end + 1;
  }
}

/**
 * Splits bytes as {@link byteLines} does, and joins each line with those after it that begin with a space or tab (RFC
 * 5545, section 3.1). Bytes are joined before they are decoded: a fold may fall inside a code point.
 */
export function* unfoldedLines(bytes: Uint8Array): Generator<ByteLine> {
  let number = 0;
  let parts: Uint8Array[] = [];
  for (const line of byteLines(bytes)) {
    if (number > 0 && (line.bytes[0] === SPACE || line.bytes[0] === TAB)) {
      parts.push(line.bytes.subarray(1));
      continue;
    }
    if (number > 0) yield { number, bytes: joined(parts) };
    number = line.number;
    parts = [line.bytes];
  }
  if (number > 0) yield { number, bytes: joined(parts) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
