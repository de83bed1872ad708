import type { Draft } from '../draft/draft.ts';
import { type Fields, isRecord, type JsonRecord, ownValue, shown } from '../json/fields.ts';

/** Adds a task's links, star, scheduled time and recurrence to its import notes. */
export function readExtras(draft: Draft, fields: Fields, list: JsonRecord): void {
  for (const link of fields.records('links', 'link')) {
    const text = `${link.text('description', 'link')} ${link.text('link')}`.trim();
    draft.notes.add('link', text === '' ? 'empty' : text);
  }
  if (fields.flag('starred', 'favorite')) draft.notes.add('favorite', 'true');
  const scheduled = fields.value('scheduled_time');
  if (scheduled !== null) draft.notes.add('scheduled_time', startsIn(shown(scheduled)));
  const recurrence = fields.value('task_recurrence_id');
  if (recurrence !== null) draft.notes.add('recurrence', `${shown(recurrence)} ${scheduleOf(list, recurrence)}`.trim());
}

/** Returns the times that a text contains. Google writes `scheduled_time` as a list in Python's notation. */
function startsIn(text: string): string {
  const times = text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g);
  return times === null ? text : times.slice(0, 5).join(', ');
}

/** Returns the schedule of a recurrence in words, such as `weekly MONDAY`; '' if the list does not define it. */
function scheduleOf(list: JsonRecord, id: unknown): string {
  const recurrences = ownValue(list, 'recurrences');
  if (!Array.isArray(recurrences)) return '';
  const found: unknown = recurrences.slice(0, 1_000).find((each) => isRecord(each) && ownValue(each, 'id') === id);
  const schedule = isRecord(found) ? ownValue(found, 'schedule') : null;
  return isRecord(schedule) ? words(ownValue(schedule, 'interval')) : '';
}

function words(interval: unknown): string {
  if (!isRecord(interval)) return '';
  return Object.entries(interval)
    .flatMap(([name, value]) =>
      name === 'interval_multiplier' ? (value === 1 ? [] : [`every ${shown(value)}`]) : [name, ...days(value)],
    )
    .join(' ');
}

function days(value: unknown): string[] {
  const list = isRecord(value) ? ownValue(value, 'day_of_week') : null;
  if (Array.isArray(list)) return list.map(shown);
  return isRecord(value) && Object.keys(value).length > 0 ? [shown(value)] : [];
}
