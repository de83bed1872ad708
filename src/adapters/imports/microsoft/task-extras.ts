import { readIso } from '../dates/written-date.ts';
import type { Draft } from '../draft/draft.ts';
import { type Fields, shown } from '../json/fields.ts';
import { recurrenceText } from './recurrence-text.ts';

/** Reads a task's checklist, and adds its reminder, recurrence, links, files and extensions to its import notes. */
export function readExtras(draft: Draft, fields: Fields): void {
  for (const step of fields.records('checklistItems', 'description')) {
    const text = step.text('displayName', 'description');
    if (text.trim() === '') draft.notes.add('description', 'a step without a name');
    else draft.checklist.push(`- [${step.flag('isChecked', 'description') ? 'x' : ' '}] ${text}`);
  }
  if (fields.flag('isReminderOn', 'reminder')) draft.notes.add('reminder', reminderText(fields));
  const recurrence = fields.nested('recurrence');
  if (recurrence !== null) draft.notes.add('recurrence', recurrenceText(recurrence));
  for (const link of fields.records('linkedResources', 'link')) draft.notes.add('link', linkText(link));
  const attachments = fields.records('attachments', 'attachment');
  for (const file of attachments) draft.notes.add('attachment', file.text('name', 'attachment'));
  if (attachments.length === 0 && fields.flag('hasAttachments', 'attachment')) {
    draft.notes.add('attachment', 'not in the file');
  }
  for (const extension of fields.records('extensions', 'extension')) {
    const name = extension.value('extensionName') ?? extension.value('id');
    draft.notes.add('extension', name === null ? shown(extension.record) : shown(name));
  }
}

function reminderText(fields: Fields): string {
  const reminder = fields.nested('reminderDateTime', 'reminder');
  if (reminder === null) return 'without a time';
  const text = reminder.text('dateTime', 'reminder');
  const date = readIso(text);
  const time = date?.time == null ? text : `${date.day}T${date.time.replace(/:00$/, '')}`;
  return `${time} ${reminder.text('timeZone', 'zone')}`.trim();
}

function linkText(link: Fields): string {
  const application = link.text('applicationName', 'link');
  return [
    link.text('displayName', 'link'),
    application === '' ? '' : `(${application})`,
    link.text('webUrl', 'link') || (link.text('displayName', 'link') === '' ? link.text('externalId', 'link') : ''),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
