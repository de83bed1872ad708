import type { Priority } from '../../../domain/tasks/priority.ts';
import { readIso } from '../dates/written-date.ts';
import { dateOf, setCompletion, zoneOf } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { type Fields, idOf, shown } from '../json/fields.ts';

/** The priority for each number from 1 to 4 in Todoist's API, where 4 is the highest. */
const PRIORITIES: readonly (Priority | undefined)[] = [undefined, 'none', 'medium', 'high', 'urgent'];

/** The fields of a task in Todoist's API that the import reads or deliberately ignores. */
export const TASK_FIELDS: ReadonlySet<string> = new Set(
  (
    'id content description project_id section_id parent_id labels priority due deadline duration checked completed_at ' +
    'is_deleted responsible_uid is_uncompletable user_id added_by_uid assigned_by_uid completed_by_uid added_at ' +
    'updated_at child_order day_order note_count is_collapsed sync_id goal_ids url'
  ).split(' '),
);

export function readTask(draft: Draft, fields: Fields): void {
  draft.title = fields.text('content', 'title');
  draft.text = fields.text('description');
  draft.addTags(fields.texts('labels', 'tags'));
  draft.priority = readPriority(draft, fields);
  draft.completed = fields.flag('checked', 'status');
  const completed = fields.text('completed_at');
  setCompletion(draft, completed, readIso(completed));
  readDue(draft, fields.nested('due', 'date'));
  readDeadline(draft, fields.nested('deadline'));
  const duration = fields.nested('duration');
  if (duration !== null)
    draft.notes.add('duration', `${shown(duration.value('amount'))} ${shown(duration.value('unit'))}`);
  const assignee = idOf(fields.value('responsible_uid'));
  if (assignee !== null) draft.notes.add('assignee', assignee);
  if (fields.flag('is_uncompletable', 'uncompletable')) draft.notes.add('uncompletable', 'true');
}

function readPriority(draft: Draft, fields: Fields): Priority {
  const value = fields.value('priority');
  const found = typeof value === 'number' ? PRIORITIES[value] : undefined;
  if (found === undefined && value !== null) draft.notes.add('priority', shown(value));
  return found ?? 'none';
}

/** Reads the due date: a day, a local time, or an instant with a zone. Older exports have the instant in `datetime`. */
function readDue(draft: Draft, due: Fields | null): void {
  if (due === null) return;
  const datetime = due.text('datetime', 'date');
  const older = readIso(datetime);
  if (older === null && datetime !== '') draft.notes.add('date', datetime);
  const text = older === null ? due.text('date') : datetime;
  const date = older ?? readIso(text);
  const words = shown(due.value('string') ?? '');
  if (text !== '' && date !== null) {
    const zone = date.time === null ? null : zoneOf(draft.notes, due.text('timezone', 'zone'));
    draft.due = dateOf(draft.notes, text, date, zone);
  } else if (text !== '' || words !== '') draft.notes.add('date', text || words);
  if (due.flag('is_recurring', 'recurrence')) draft.notes.add('recurrence', words);
}

function readDeadline(draft: Draft, deadline: Fields | null): void {
  if (deadline === null) return;
  const text = deadline.text('date', 'deadline');
  const date = readIso(text);
  if (text === '') return;
  const isDue = draft.due === null && date !== null;
  draft.notes.add('deadline', isDue ? `${text} (kept as due)` : text);
  if (isDue) draft.due = dateOf(draft.notes, text, date, null, 'deadline');
}
