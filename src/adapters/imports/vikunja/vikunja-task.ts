import type { Priority } from '../../../domain/tasks/priority.ts';
import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { readIso } from '../dates/written-date.ts';
import { dateOf, setCompletion } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { htmlToText } from '../html/html-to-text.ts';
import { type Fields, shown } from '../json/fields.ts';

/** The priority for each number from 0 to 5 in Vikunja. Its two highest levels (urgent, “do now”) become `urgent`. */
const PRIORITIES: readonly Priority[] = ['none', 'low', 'medium', 'high', 'urgent', 'urgent'];
const TAG = /<[a-z!/][^<>]*>/i;

/** The fields of a Vikunja task that the import reads or deliberately ignores. */
export const TASK_FIELDS: ReadonlySet<string> = new Set(
  (
    'id title description done done_at due_date reminders reminder_dates project_id list_id repeat_after repeat_mode ' +
    'priority start_date end_date assignees labels hex_color percent_done identifier index related_tasks attachments ' +
    'cover_image_attachment_id is_favorite created updated bucket_id position kanban_position reactions created_by ' +
    'comments subscription deleted_at is_unread comment_count buckets'
  ).split(' '),
);

export function readTask(draft: Draft, fields: Fields): void {
  draft.title = fields.text('title');
  draft.text = plainText(fields.text('description'));
  draft.completed = fields.flag('done', 'status');
  draft.priority = readPriority(draft, fields);
  for (const label of fields.records('labels', 'tags')) draft.addTag(label.text('title', 'tags'));
  draft.start = readDate(draft, fields, 'start_date');
  draft.due = readDate(draft, fields, 'due_date');
  const done = fields.text('done_at', 'completed_at');
  if (!isZero(done)) setCompletion(draft, done, readIso(done));
}

/** Converts HTML to plain text. Text without tags stays as it is: older exports have plain text. */
export function plainText(text: string): string {
  return TAG.test(text) ? htmlToText(text) : text;
}

const ZERO = /^(0001-01-01|0000-12-31)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Returns whether a date is Go's zero time, 0001-01-01T00:00:00Z, which Vikunja writes for no date. Vikunja may write
 * it in local time, with an offset that is cut to minutes.
 */
export function isZero(text: string): boolean {
  const [, day, hours, minutes, seconds, sign, offsetHours, offsetMinutes] = ZERO.exec(text) ?? [];
  if (day === undefined) return false;
  const local = Number(hours) * 60 + Number(minutes) - (day === '0000-12-31' ? 24 * 60 : 0);
  if (sign === undefined) return local === 0 && seconds === '00';
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  return Math.abs(local - offset) <= 1;
}

function readPriority(draft: Draft, fields: Fields): Priority {
  const value = fields.value('priority');
  const found = typeof value === 'number' ? PRIORITIES[value] : undefined;
  if (found === undefined && value !== null) draft.notes.add('priority', shown(value));
  return found ?? 'none';
}

function readDate(draft: Draft, fields: Fields, name: string): TaskDate | null {
  const text = fields.text(name, 'date');
  return text === '' || isZero(text) ? null : dateOf(draft.notes, `${name} ${text}`, readIso(text), null);
}
