import { type Fields, shown } from '../json/fields.ts';

/** Returns a recurrence in words, such as `relativeMonthly, every 2, first friday, until 2026-10-15`. */
export function recurrenceText(recurrence: Fields): string {
  const pattern = recurrence.nested('pattern', 'recurrence');
  if (pattern === null) return shown(recurrence.record);
  const type = shown(pattern.value('type') ?? 'unknown');
  const days = pattern.texts('daysOfWeek', 'recurrence').join(' ');
  const index = type.startsWith('relative') ? `${shown(pattern.value('index') ?? '')} ` : '';
  return [
    type,
    `every ${shown(pattern.value('interval') ?? 1)}`,
    positive('month', pattern.value('month')),
    positive('day', pattern.value('dayOfMonth')),
    days === '' ? '' : `${index}${days}`,
    endText(recurrence.nested('range', 'recurrence')),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Returns a name and its value as text; '' for 0, which Microsoft Graph writes for a missing month or day. */
function positive(name: string, value: unknown): string {
  return value === null || value === 0 ? '' : `${name} ${shown(value)}`;
}

function endText(range: Fields | null): string {
  if (range === null) return '';
  const type = range.value('type');
  if (type === 'endDate') return `until ${shown(range.value('endDate'))}`;
  if (type === 'numbered') return `${shown(range.value('numberOfOccurrences'))} times`;
  return type === 'noEnd' || type === null ? '' : shown(type);
}
