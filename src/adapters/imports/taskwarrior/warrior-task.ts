import type { Priority } from '../../../domain/tasks/priority.ts';
import type { TaskDate } from '../../../domain/tasks/task-date.ts';
import { stamp } from '../dates/task-dates.ts';
import { readBasic, readIso } from '../dates/written-date.ts';
import { dateOf, setCompletion } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { Fields, type JsonRecord, ownValue, shown } from '../json/fields.ts';

const PRIORITIES: ReadonlyMap<unknown, Priority> = new Map([
  ['H', 'high'],
  ['M', 'medium'],
  ['L', 'low'],
  ['', 'none'],
  [null, 'none'],
]);

/** The fields that the import reads or deliberately ignores. All others are attributes that the user defined. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'id uuid description status entry modified end due start scheduled wait until recur rtype mask imask parent ' +
    'depends annotations tags priority project urgency last template rlimit'
  ).split(' '),
);

const OPEN = new Set(['pending', 'waiting', 'recurring']);

/** Returns the UUID of a task in lower case, or null if it has none. */
export function uuidOf(record: JsonRecord): string | null {
  const uuid = ownValue(record, 'uuid');
  return typeof uuid === 'string' && uuid !== '' ? uuid.toLowerCase() : null;
}

export function readTask(draft: Draft, record: JsonRecord): void {
  const fields = new Fields(record, draft.notes);
  draft.title = fields.text('description', 'title');
  const status = fields.value('status');
  draft.completed = status === 'completed';
  if (!draft.completed && !OPEN.has(String(status))) draft.notes.add('status', shown(status));
  const priority = PRIORITIES.get(fields.value('priority'));
  if (priority === undefined) draft.notes.add('priority', shown(fields.value('priority')));
  draft.priority = priority ?? 'none';
  draft.addTags(fields.texts('tags'));
  draft.list = fields.text('project').replaceAll('.', '/') || null;
  for (const annotation of fields.records('annotations', 'description')) {
    const entry = readDate(annotation.text('entry', 'description'));
    draft.comments.push({ at: entry === null ? null : stamp(entry), text: annotation.text('description') });
  }
  const end = fields.text('end', 'completed_at');
  setCompletion(draft, end, readDate(end));
  draft.due = taskDateOf(draft, fields, 'due');
  readStart(draft, fields);
  noteTimes(draft, fields);
  for (const name of Object.keys(record))
    if (!KNOWN.has(name)) draft.notes.add(`uda.${name}`, momentText(record[name]));
}

function readStart(draft: Draft, fields: Fields): void {
  const scheduled = taskDateOf(draft, fields, 'scheduled');
  const wait = fields.text('wait');
  const waitDate = readDate(wait);
  const isKept = scheduled === null && waitDate !== null;
  if (wait !== '') draft.notes.add('wait', `${momentText(wait)}${isKept ? ' (kept as start)' : ''}`);
  draft.start = isKept ? dateOf(draft.notes, wait, waitDate, null) : scheduled;
}

function noteTimes(draft: Draft, fields: Fields): void {
  for (const [name, key] of [['start', 'active'] as const, ['until', 'until'] as const]) {
    const text = fields.text(name, key);
    if (text !== '') draft.notes.add(key, momentText(text));
  }
  const recurrence = fields.value('recur');
  if (recurrence !== null && recurrence !== '') draft.notes.add('recurrence', shown(recurrence));
}

function taskDateOf(draft: Draft, fields: Fields, name: string): TaskDate | null {
  const text = fields.text(name, 'date');
  return text === '' ? null : dateOf(draft.notes, `${name} ${text}`, readDate(text), null);
}

function readDate(text: string) {
  return readBasic(text) ?? readIso(text);
}

/** Returns a date in UTC as `2026-03-31T22:00Z`, and any other value unchanged as text. */
function momentText(value: unknown): string {
  const date = typeof value === 'string' && value.endsWith('Z') ? readBasic(value) : null;
  return date === null ? shown(value) : stamp(date);
}
