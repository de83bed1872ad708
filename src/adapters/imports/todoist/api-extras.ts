import { stamp } from '../dates/task-dates.ts';
import { readIso } from '../dates/written-date.ts';
import type { Draft } from '../draft/draft.ts';
import { type Fields, shown } from '../json/fields.ts';
import { attachmentText } from './file-token.ts';

/** Adds a comment to its task. The file and the reactions of the comment become import notes. */
export function readComment(draft: Draft, fields: Fields): void {
  const date = readIso(fields.text('posted_at', 'comment'));
  draft.comments.push({ at: date === null ? null : stamp(date), text: fields.text('content', 'comment') });
  const file = fields.value('file_attachment');
  if (file !== null) draft.notes.add('attachment', attachmentText(file) ?? shown(file));
  for (const name of Object.keys(fields.nested('reactions', 'reaction')?.record ?? {}))
    draft.notes.add('reaction', name);
}

/** Adds an import note about a reminder, which is for minutes before the task is due, a time, or a location. */
export function readReminder(draft: Draft, fields: Fields): void {
  const type = fields.text('type', 'reminder');
  if (type === 'relative') draft.notes.add('reminder', `${shown(fields.value('minute_offset'))} minutes before`);
  else if (type === 'location') {
    draft.notes.add('reminder', `${fields.text('loc_trigger', 'reminder')} ${fields.text('name', 'reminder')}`);
  } else draft.notes.add('reminder', shown(fields.nested('due', 'reminder')?.value('date') ?? type));
}
