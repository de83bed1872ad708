import type { Priority } from '../../../domain/tasks/priority.ts';
import { setCompletion } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import type { CalendarDates } from './calendar-dates.ts';
import { type Component, every, first } from './components.ts';
import { splitTexts, unescapeText } from './content-line.ts';
import { endOf } from './duration.ts';

const PRIORITIES: readonly Priority[] = 'none urgent urgent high high medium low low low low'.split(' ') as Priority[];

/** Reads the properties of a VTODO for which Taskport's tasks have a field. */
export function readTodo(draft: Draft, todo: Component, dates: CalendarDates): void {
  draft.title = textOf(draft, todo, 'SUMMARY', 'title');
  draft.text = textOf(draft, todo, 'DESCRIPTION', 'description');
  for (const { value } of every(todo, 'COMMENT')) draft.comments.push({ at: null, text: unescapeText(value) });
  for (const { value } of every(todo, 'CATEGORIES')) draft.addTags(splitTexts(value).map((name) => name.trim()));
  const priority = valueOfFirst(todo, 'PRIORITY');
  draft.priority = (/^\d$/.test(priority) ? PRIORITIES[Number(priority)] : undefined) ?? 'none';
  if (priority !== '' && !/^\d$/.test(priority)) draft.notes.add('priority', priority);
  readStatus(draft, todo);
  readCompletion(draft, todo, dates);
  readDates(draft, todo, dates);
}

function textOf(draft: Draft, todo: Component, name: string, key: string): string {
  const [text, ...others] = every(todo, name).map(({ value }) => unescapeText(value));
  for (const other of others) draft.notes.add(key, `a second ${name}: ${other}`);
  return text ?? '';
}

function valueOfFirst(todo: Component, name: string): string {
  return first(todo, name)?.value.trim() ?? '';
}

/** Reads the status. A task without a STATUS is completed if it has a COMPLETED time, or PERCENT-COMPLETE is 100. */
function readStatus(draft: Draft, todo: Component): void {
  const status = valueOfFirst(todo, 'STATUS').toUpperCase();
  const percent = valueOfFirst(todo, 'PERCENT-COMPLETE');
  if (status === '') draft.completed = valueOfFirst(todo, 'COMPLETED') !== '' || percent === '100';
  else draft.completed = status === 'COMPLETED' || status === 'CANCELLED';
  if (!['', 'COMPLETED', 'NEEDS-ACTION'].includes(status)) draft.notes.add('status', status);
  const isSaid = percent === '' || /^0+$/.test(percent) || (draft.completed && percent === '100');
  if (!isSaid) draft.notes.add('percent', percent);
}

function readCompletion(draft: Draft, todo: Component, dates: CalendarDates): void {
  const completed = first(todo, 'COMPLETED');
  if (completed === null) return;
  const read = dates.read(completed, draft.notes);
  setCompletion(draft, completed.value.trim(), read?.date ?? null, read?.zone ?? null);
}

function readDates(draft: Draft, todo: Component, dates: CalendarDates): void {
  const start = first(todo, 'DTSTART');
  draft.start = dates.taskDate(start, draft.notes);
  draft.due = dates.taskDate(first(todo, 'DUE'), draft.notes);
  for (const name of ['DTSTART', 'DUE']) {
    for (const { value } of every(todo, name).slice(1)) draft.notes.add('date', `a second ${name}: ${value}`);
  }
  const duration = valueOfFirst(todo, 'DURATION');
  if (duration === '') return;
  const from = start === null || valueOfFirst(todo, 'DUE') !== '' ? null : dates.read(start, draft.notes);
  const end = from === null ? null : endOf(from, duration);
  if (end === null) draft.notes.add('duration', duration);
  else draft.due = end;
}
