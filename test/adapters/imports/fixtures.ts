import { readFileSync } from 'node:fs';
import { type Instant, instant } from '../../../src/domain/instant.ts';

/** The current time in the tests. It is on the day on which the exports were made. */
export const NOW: Instant = instant(Date.parse('2026-03-02T10:00:00Z'));

const FOLDER = new URL('./fixtures/', import.meta.url);

export function fixture(path: string): Uint8Array {
  return readFileSync(new URL(encodeURIComponent(path).replaceAll('%2F', '/'), FOLDER));
}

/** The realistic exports of other services: the file, the file with the expected tasks, and the format. */
export const REALISTIC = [
  ['todoist-csv/Home and garden [6Rm7WqJx42hPcVgF].csv', 'todoist-csv/expected.json', 'todoist-csv'],
  ['todoist-api/sync.json', 'todoist-api/expected.json', 'todoist-api'],
  ['todoist-api/tasks-page.json', 'todoist-api/tasks-page.expected.json', 'todoist-api'],
  ['google-tasks/Tasks.json', 'google-tasks/expected.json', 'google-tasks'],
  ['microsoft-todo/lists.json', 'microsoft-todo/expected.json', 'microsoft-todo'],
  ['vikunja/data.json', 'vikunja/expected.json', 'vikunja'],
  ['taskwarrior/export.json', 'taskwarrior/expected.json', 'taskwarrior'],
  ['taskwarrior/export-lines.json', 'taskwarrior/expected.json', 'taskwarrior'],
  ['icalendar/nextcloud.ics', 'icalendar/nextcloud.expected.json', 'icalendar'],
  ['icalendar/apple.ics', 'icalendar/apple.expected.json', 'icalendar'],
  ['icalendar/mixed.ics', 'icalendar/mixed.expected.json', 'icalendar'],
  ['todotxt/todo.txt', 'todotxt/expected.json', 'todotxt'],
] as const;
