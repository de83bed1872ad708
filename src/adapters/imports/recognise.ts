import type { FormatName } from './formats.ts';
import { isRecord, type JsonRecord, ownValue } from './json/fields.ts';

/** Returns the format of a parsed JSON file, or null if it is unknown. */
export function formatOfJson(name: string, root: unknown): FormatName | null {
  if (Array.isArray(root)) return formatOfArray(name, root);
  return isRecord(root) ? formatOfObject(root) : null;
}

function formatOfArray(name: string, root: readonly unknown[]): FormatName | null {
  const records = root.filter(isRecord);
  if (records.some((record) => hasAny(record, ['tasks', 'parent_project_id']))) return 'vikunja';
  if (records.some((record) => hasAny(record, ['uuid', 'entry', 'urgency']))) return 'taskwarrior';
  if (root.length > 0) return null;
  return /(?:^|\/)data[^/]*\.json$/i.test(name) ? 'vikunja' : 'taskwarrior';
}

function formatOfObject(root: JsonRecord): FormatName | null {
  const kind = ownValue(root, 'kind');
  if (typeof kind === 'string' && kind.startsWith('tasks#')) return 'google-tasks';
  if (Array.isArray(ownValue(root, 'items')) || Array.isArray(ownValue(root, 'results'))) return 'todoist-api';
  return Array.isArray(ownValue(root, 'value')) ? 'microsoft-todo' : null;
}

function hasAny(record: JsonRecord, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(record, name));
}

/** Returns the format of a file by the beginning of its text and by its name; null if neither tells, as for JSON. */
export function formatOfText(name: string, text: string): FormatName | null {
  const start = text.slice(0, 4_000).trimStart();
  if (/^BEGIN:/i.test(start)) return 'icalendar';
  if (/^"?TYPE"?,|^[^\n]{0,500},"?TYPE"?,/i.test(start)) return 'todoist-csv';
  const extension = /\.([a-z]{2,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return EXTENSIONS.get(extension) ?? null;
}

const EXTENSIONS: ReadonlyMap<string, FormatName> = new Map([
  ['ics', 'icalendar'],
  ['csv', 'todoist-csv'],
  ['txt', 'todotxt'],
]);
