import { checkTextLength } from '../limits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** A line without its line break. `number` is its number in the file, from 1; for joined lines, that of the first. */
export interface ByteLine {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * Splits bytes at LF and CR LF.
 *
 * @throws UnreadableExport if a line is longer than 8 MiB
 */
export function* byteLines(bytes: Uint8Array): Generator<ByteLine> {
  for (let start = 0, number = 1; start < bytes.length; number++) {
    const end = endOfLine(bytes, start);
    checkTextLength(end - start, `line ${number}`);
    yield { number, bytes: withoutCr(bytes, start, end) };
    start = end + 1;
  }
}

/**
 * Splits bytes into lines, and joins each line with the next lines that begin with a space or tab (RFC 5545, section
 * 3.1). The lines are joined as bytes, because a line break may split a UTF-8 sequence.
 *
 * @throws UnreadableExport if a joined line is longer than 8 MiB
 */
export function* unfoldedLines(bytes: Uint8Array): Generator<ByteLine> {
  for (let start = 0, number = 1; start < bytes.length; ) {
    let end = endOfLine(bytes, start);
    let count = 1;
    for (; bytes[end + 1] === SPACE || bytes[end + 1] === TAB; count++) end = endOfLine(bytes, end + 1);
    checkTextLength(end - start, `line ${number}`);
    yield { number, bytes: count === 1 ? withoutCr(bytes, start, end) : unfolded(bytes.subarray(start, end)) };
    number += count;
    start = end + 1;
  }
}

/** Joins the parts of a folded line: removes its line breaks, each with the space or tab after it. */
function unfolded(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = endOfLine(bytes, start);
    // Each line except the first begins with the space or tab that marks a fold.
    const line = withoutCr(bytes, start === 0 ? 0 : start + 1, end);
    result.set(line, length);
    length += line.length;
    start = end + 1;
  }
  return result.subarray(0, length);
}

function endOfLine(bytes: Uint8Array, start: number): number {
  const found = bytes.indexOf(LF, start);
  return found === -1 ? bytes.length : found;
}

function withoutCr(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return bytes.subarray(start, end > start && bytes[end - 1] === CR ? end - 1 : end);
}
