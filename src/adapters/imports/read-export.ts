import type { Instant } from '../../domain/instant.ts';
import { FORMATS, type FormatName } from './formats.ts';
import { readGoogleTasks } from './google/read-google-tasks.ts';
import { readICalendar } from './icalendar/read-icalendar.ts';
import type { ImportedFile } from './imported-file.ts';
import { isRecord, type JsonRecord } from './json/fields.ts';
import { parseJson } from './json/parse-json.ts';
import { checkSize } from './limits.ts';
import { readMicrosoftTodo } from './microsoft/read-microsoft-todo.ts';
import { formatOfJson, formatOfText } from './recognise.ts';
import { beginsWithTask, jsonLines } from './taskwarrior/json-lines.ts';
import { readTaskwarrior, readTaskwarriorLines } from './taskwarrior/read-taskwarrior.ts';
import { type Decoded, decode } from './text/decode.ts';
import { readTodoistApi } from './todoist/read-todoist-api.ts';
import { readTodoistCsv } from './todoist/read-todoist-csv.ts';
import { readTodotxt } from './todotxt/read-todotxt.ts';
import { UnreadableExport } from './unreadable-export.ts';
import { readVikunja } from './vikunja/read-vikunja.ts';

export interface ExportOptions {
  readonly now: Instant;
  /** The format of the file. By default it is detected by the file's content and extension. */
  readonly format?: FormatName;
}

/**
 * Reads an export of another service. `name` is the name of the file, and of the list of a Todoist project. Nothing is
 * stored, fetched or opened.
 *
 * @throws UnreadableExport if no part of the file can be imported
 */
export function readExport(name: string, bytes: Uint8Array, options: ExportOptions): ImportedFile {
  checkSize(bytes);
  const decoded = decode(bytes);
  const format = options.format ?? formatOfText(name, decoded.text);
  const today = Temporal.Instant.fromEpochMilliseconds(options.now).toZonedDateTimeISO('UTC').toPlainDate();
  if (decoded.text.trim() === '') return emptyFile(format ?? (/\.json$/i.test(name) ? 'taskwarrior' : null));
  if (format === 'icalendar') return readICalendar(bytes);
  if (format === 'todotxt') return readTodotxt(bytes);
  if (format === 'todoist-csv') return readTodoistCsv(name, decoded, { today });
  const file = readJson(name, decoded, format);
  const once = decoded.isGuess ? [...file.once, 'The file is not UTF-8. It was read as Windows-1252.'] : file.once;
  return { ...file, once };
}

function emptyFile(format: FormatName | null): ImportedFile {
  if (format === null) throw unknownFormat(null);
  return { format, tasks: [], skipped: [], once: ['The file is empty.'] };
}

function readJson(name: string, { text }: Decoded, wanted: FormatName | null): ImportedFile {
  if ((wanted === null || wanted === 'taskwarrior') && beginsWithTask(text))
    return readTaskwarriorLines(jsonLines(text));
  if (wanted === null && !/^[[{]/.test(text.trimStart())) throw unknownFormat(null);
  if (/^\[[a-z]+:"/.test(text.trimStart())) {
    const advice = 'Run `task export` and import what it writes.';
    throw new UnreadableExport('The file is the database of TaskWarrior, not its export', 'line 1', advice);
  }
  const root = parseJson(text);
  const format = wanted ?? formatOfJson(name, root);
  if (format === null) throw unknownFormat(null);
  if (Array.isArray(root) && format === 'vikunja') return readVikunja(root);
  if (Array.isArray(root) && format === 'taskwarrior') return readTaskwarrior(root);
  const read = OBJECT_READERS[format];
  if (read === undefined || !isRecord(root) || (wanted !== null && formatOfJson(name, root) !== wanted)) {
    throw unknownFormat(format);
  }
  return read(root);
}

const OBJECT_READERS: Partial<Record<FormatName, (root: JsonRecord) => ImportedFile>> = {
  'google-tasks': readGoogleTasks,
  'microsoft-todo': readMicrosoftTodo,
  'todoist-api': readTodoistApi,
};

function unknownFormat(wanted: FormatName | null): UnreadableExport {
  if (wanted !== null) {
    return new UnreadableExport(`The file is not ${FORMATS[wanted]}`, null, 'Export it again, or name another format.');
  }
  const known = Object.values(FORMATS).join('; ');
  return new UnreadableExport('The file is no export that Taskport knows', null, `It reads: ${known}.`);
}
