import { isRecord, type JsonRecord } from '../json/fields.ts';
import { parseJson } from '../json/parse-json.ts';
import { UnreadableExport } from '../unreadable-export.ts';

/** A line of the file that is not empty. `record` is null if the line is not exactly one JSON object. */
export interface JsonLine {
  readonly number: number;
  readonly record: JsonRecord | null;
}

const MARKS = new Set(['', '[', ']', ',']);

/**
 * Reads one JSON object from each line. Ignores a comma after the object, empty lines, and lines with only a bracket.
 */
export function* jsonLines(text: string): Generator<JsonLine> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end).trim();
    start = end + 1;
    number++;
    if (!MARKS.has(line)) yield { number, record: recordOf(line.endsWith(',') ? line.slice(0, -1) : line) };
  }
}

/** Returns whether the first line that is not empty is a task. Only then is the file read line by line. */
export function beginsWithTask(text: string): boolean {
  const first = text.trimStart().split('\n', 1)[0] ?? '';
  if (!first.startsWith('{')) return false;
  for (const { record } of jsonLines(first)) return record !== null && Object.hasOwn(record, 'description');
  return false;
}

function recordOf(line: string): JsonRecord | null {
  try {
    const value = parseJson(line);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof UnreadableExport) return null;
    throw error;
  }
}
