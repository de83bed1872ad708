import { UnreadableExport } from './unreadable-export.ts';

/** The maximum size of a file, in bytes. A file is read at once: it takes up to about ten times its size in memory. */
export const MAX_BYTES = 64 * 1024 * 1024;

/** The maximum length of one text: a line, a cell or a JSON string, in bytes or UTF-16 units. */
export const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

/** The most tasks that a file may hold. */
export const MAX_TASKS = 250_000;

/** The most values of a JSON file: objects, arrays and their elements. */
export const MAX_JSON_VALUES = 8_000_000;

/** How deep JSON may be nested. */
export const MAX_JSON_DEPTH = 200;

/** The most cells of a CSV row. */
export const MAX_CELLS = 200;

/** The most components and the most properties of a calendar file. */
export const MAX_COMPONENTS = 1_000_000;
export const MAX_PROPERTIES = 4_000_000;

/** The most tags of a task that are read; the domain keeps 20 of them. */
export const MAX_READ_TAGS = 1_000;

/** How deep components of iCalendar may be nested. */
export const MAX_COMPONENT_DEPTH = 50;

/** The most notes of a task; further ones are counted. */
export const MAX_NOTES = 100;

/** The maximum length of a note's value, in code points. */
export const MAX_NOTE_LENGTH = 300;

/** The most ancestors that the description of a subtask names. */
export const MAX_ANCESTORS = 50;

/** The most skipped records that the report names; further ones are counted. */
export const MAX_SKIPPED = 1_000;

/** The most broken records: a file with more of them is none of its format. */
export const MAX_BROKEN = 100_000;

/** @throws UnreadableExport if a line, cell or string is too long */
export function checkTextLength(length: number, place: string): void {
  if (length > MAX_TEXT_LENGTH)
    throw new UnreadableExport('A text is longer than 8 MiB', place, 'Shorten or remove it.');
}

/** @throws UnreadableExport if the file is too large */
export function checkSize(bytes: Uint8Array): void {
  if (bytes.length <= MAX_BYTES) return;
  const size = Math.ceil(bytes.length / 1024 / 1024);
  throw new UnreadableExport(`The file is too large: ${size} MiB, at most 64 MiB are read`, null, 'Split the export.');
}
