import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { toInstant, toTaskDate } from '../dates/task-dates.ts';
import type { WrittenDate } from '../dates/written-date.ts';
import { zoneNamed } from '../dates/zone-names.ts';
import type { Draft } from './draft.ts';
import type { Notes } from './notes.ts';

/** Returns the IANA zone for a name; null for ''. For an unknown zone, returns null and adds an import note. */
export function zoneOf(notes: Notes, name: string): string | null {
  if (name.trim() === '') return null;
  const zone = zoneNamed(name);
  if (zone === null) notes.addOnce('zone', `${name} is not known, its times are floating`);
  return zone;
}

/**
 * Converts a date to the start or due date of a task. If `date` is null or out of range, returns null, and adds `text`
 * to the import notes.
 */
export function dateOf(
  notes: Notes,
  text: string,
  date: WrittenDate | null,
  zone: string | null,
  key = 'date',
): TaskDate | null {
  const result = date === null ? null : toTaskDate(date, zone);
  if (result === null) notes.add(key, text);
  return result;
}

/**
 * Sets the time at which a task was completed. A day without a time is read as its midnight, with an import note. Text
 * that is no date, and the completion time of an open task, become only import notes.
 */
export function setCompletion(draft: Draft, text: string, date: WrittenDate | null, zone: string | null = null): void {
  if (text === '') return;
  if (!draft.completed) draft.notes.add('completed_at', `${text}, of an open task`);
  else if (date === null) draft.notes.add('completed_at', `${text} is not a time`);
  else {
    draft.completedAt = toInstant(date, zone);
    if (date.time === null) draft.notes.add('completed_at', 'only the day is known');
    else if (date.offset === null && zone === null) {
      draft.notes.add('completed_at', `${date.day}T${date.time} without a zone, read as UTC`);
    }
  }
}
