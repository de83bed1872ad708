import { UnreadableExport } from './unreadable-export.ts';

/** The maximum size of an imported file, in bytes. Reading a file takes up to ten times its size in memory. */
export const MAX_BYTES = 64 * 1024 * 1024;

/** The maximum length of one line, CSV cell or JSON string, in bytes or UTF-16 code units. */
export const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

/** The most tasks in an imported file. */
export const MAX_TASKS = 250_000;

/** The most values in a JSON file: objects, arrays and their elements. */
export const MAX_JSON_VALUES = 8_000_000;

/** The most levels of nested arrays and objects in JSON. */
export const MAX_JSON_DEPTH = 200;

/** The most cells in a CSV row. */
export const MAX_CELLS = 200;

/** The most components in an iCalendar file, such as calendars, tasks, events and alarms. */
export const MAX_COMPONENTS = 1_000_000;
export const MAX_PROPERTIES = 4_000_000;

/** The most tags of a task that are read. A stored task has at most 20 tags. */
export const MAX_READ_TAGS = 1_000;

/** The most levels of nested components in iCalendar. */
export const MAX_COMPONENT_DEPTH = 50;

/** The most import notes of a task, which are values without a field in Taskport. Further notes are only counted. */
export const MAX_NOTES = 100;

/** The maximum length of the value of an import note, in code points. */
export const MAX_NOTE_LENGTH = 300;

/** The most ancestors that the description of a subtask names. */
export const MAX_ANCESTORS = 50;

/** The most skipped records that the report on an import lists. Further records are only counted. */
export const MAX_SKIPPED = 1_000;

/** The most skipped records that are counted. A file with more is rejected, as it is probably in another format. */
export const MAX_BROKEN = 100_000;

/** @throws UnreadableExport if a line, cell or string is longer than MAX_TEXT_LENGTH */
export function checkTextLength(length: number, place: string): void {
  if (length > MAX_TEXT_LENGTH)
    throw new UnreadableExport('A text is longer than 8 MiB', place, 'Shorten or remove it.');
}

/** @throws UnreadableExport if the file is larger than MAX_BYTES */
export function checkSize(bytes: Uint8Array): void {
  if (bytes.length <= MAX_BYTES) return;
  const size = Math.ceil(bytes.length / 1024 / 1024);
  throw new UnreadableExport(`The file is too large: ${size} MiB, at most 64 MiB are read`, null, 'Split the export.');
}
