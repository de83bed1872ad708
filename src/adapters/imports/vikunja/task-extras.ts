import { stamp } from '../dates/task-dates.ts';
import { readIso } from '../dates/written-date.ts';
import type { Draft } from '../draft/draft.ts';
import { type Fields, shown } from '../json/fields.ts';
import { isZero, plainText } from './vikunja-task.ts';

/** Reads comments, and adds values without a field in Taskport, such as reminders and files, to the import notes. */
export function readExtras(draft: Draft, fields: Fields): void {
  const end = fields.text('end_date', 'end');
  if (end !== '' && !isZero(end)) draft.notes.add('end', end);
  noteRecurrence(draft, fields);
  noteReminders(draft, fields);
  const done = fields.number('percent_done', 'percent');
  if (done !== 0 && !(draft.completed && done === 1))
    draft.notes.add('percent', String(Math.round(done * 10_000) / 100));
  const color = fields.text('hex_color', 'color');
  if (color !== '') draft.notes.add('color', color);
  if (fields.flag('is_favorite', 'favorite')) draft.notes.add('favorite', 'true');
  for (const user of fields.records('assignees', 'assignee')) {
    draft.notes.add('assignee', user.text('username', 'assignee') || user.text('name', 'assignee'));
  }
  for (const attachment of fields.records('attachments', 'attachment')) {
    draft.notes.add('attachment', shown(attachment.nested('file', 'attachment')?.value('name') ?? 'without a file'));
  }
  noteReactions(draft, fields);
  for (const comment of fields.records('comments', 'description')) {
    const created = comment.text('created', 'description');
    const date = isZero(created) ? null : readIso(created);
    const text = plainText(comment.text('comment', 'description'));
    draft.comments.push({ at: date === null ? null : stamp(date), text });
    noteReactions(draft, comment);
  }
}

function noteReactions(draft: Draft, fields: Fields): void {
  for (const name of Object.keys(fields.nested('reactions', 'reaction')?.record ?? {}))
    draft.notes.add('reaction', name);
}

/**
 * Adds an import note about a recurrence. Mode 0 repeats after a number of seconds, mode 1 monthly, and mode 2 a number
 * of seconds after the completion.
 */
function noteRecurrence(draft: Draft, fields: Fields): void {
  const seconds = fields.number('repeat_after', 'recurrence');
  const mode = fields.number('repeat_mode', 'recurrence');
  if (mode === 1) draft.notes.add('recurrence', 'monthly');
  else if (mode === 2 && seconds !== 0) draft.notes.add('recurrence', `${seconds} seconds after completion`);
  else if (seconds !== 0) draft.notes.add('recurrence', `${seconds} seconds`);
  else if (mode !== 0 && mode !== 2) draft.notes.add('recurrence', `mode ${mode}`);
}

/** Adds import notes about reminders. Older exports have a list of times in `reminder_dates`. */
function noteReminders(draft: Draft, fields: Fields): void {
  const reminders = fields.records('reminders', 'reminder');
  for (const reminder of reminders) {
    const at = reminder.value('reminder');
    const isRelative = at === null || (typeof at === 'string' && isZero(at));
    const period = `${shown(reminder.value('relative_period'))} seconds from ${shown(reminder.value('relative_to'))}`;
    draft.notes.add('reminder', isRelative ? period : shown(at));
  }
  if (reminders.length > 0) return;
  for (const text of fields.texts('reminder_dates', 'reminder')) draft.notes.add('reminder', text);
}
