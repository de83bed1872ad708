import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { readIso } from '../dates/written-date.ts';
import { dateOf, setCompletion, zoneOf } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { htmlToText } from '../html/html-to-text.ts';
import { type Fields, shown } from '../json/fields.ts';

export function readTask(draft: Draft, fields: Fields): void {
  draft.title = fields.text('title');
  readBody(draft, fields.nested('body', 'description'));
  const status = fields.value('status');
  draft.completed = status === 'completed';
  if (!draft.completed && status !== 'notStarted' && status !== null) draft.notes.add('status', shown(status));
  const importance = fields.value('importance');
  if (importance === 'high' || importance === 'low') draft.priority = importance;
  else if (importance !== 'normal' && importance !== null) draft.notes.add('priority', shown(importance));
  draft.addTags(fields.texts('categories', 'tags'));
  draft.start = readDate(draft, fields, 'startDateTime');
  draft.due = readDate(draft, fields, 'dueDateTime');
  const completed = fields.nested('completedDateTime', 'completed_at');
  if (completed === null) return;
  const text = completed.text('dateTime', 'completed_at');
  setCompletion(draft, text, readIso(text), zoneOf(draft.notes, completed.text('timeZone', 'zone')));
}

function readBody(draft: Draft, body: Fields | null): void {
  const type = body?.value('contentType') ?? 'text';
  const content = body?.text('content', 'description') ?? '';
  if (type !== 'text' && type !== 'html') draft.notes.add('description', `${shown(type)} is read as text`);
  draft.text = type === 'html' ? htmlToText(content) : content;
}

/**
 * Reads a `dateTimeTimeZone`. Midnight is read as a day without a time: Microsoft Graph writes a time for every date.
 */
function readDate(draft: Draft, fields: Fields, name: string): TaskDate | null {
  const written = fields.nested(name, 'date');
  if (written === null) return null;
  const text = written.text('dateTime', 'date');
  if (text === '') {
    if (written.value('dateTime') === null) draft.notes.add('date', `${name} ${shown(written.record)}`);
    return null;
  }
  const date = readIso(text);
  const zoneName = written.text('timeZone', 'zone');
  const zone = date?.time === null ? null : zoneOf(draft.notes, zoneName);
  if (zone === null && date !== null && zoneName === '') draft.notes.addOnce('zone', 'missing, the time is floating');
  const isAllDay = date !== null && date.offset === null && date.time === '00:00:00';
  return dateOf(draft.notes, text, isAllDay ? { ...date, time: null } : date, zone);
}
