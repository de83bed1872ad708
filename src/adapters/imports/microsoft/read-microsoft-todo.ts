import { ImportLog } from '../draft/import-log.ts';
import type { ImportedFile } from '../imported-file.ts';
import { eachRecord, listIn, loseUnknown } from '../json/each-record.ts';
import { Fields, type JsonRecord, ownValue } from '../json/fields.ts';
import { readTask } from './graph-task.ts';
import { readExtras } from './task-extras.ts';

const KNOWN: ReadonlySet<string> = new Set(
  (
    'id title body status importance categories isReminderOn reminderDateTime dueDateTime startDateTime recurrence ' +
    'completedDateTime checklistItems linkedResources attachments extensions hasAttachments createdDateTime ' +
    'lastModifiedDateTime bodyLastModifiedDateTime @odata.etag @odata.type @odata.context @removed'
  ).split(' '),
);

/** Reads the lists of Microsoft Graph (`GET /me/todo/lists`), each with its tasks in `tasks`. */
export function readMicrosoftTodo(root: JsonRecord): ImportedFile {
  const log = new ImportLog();
  log.say('Ids, times of creation and of change, and whether lists are shared are gone.');
  if (ownValue(root, '@odata.nextLink') !== undefined) log.say('There are further pages: import each of them.');
  let hasDefault = false;
  eachRecord(log, listIn(log, root, 'value', '$'), '$.value', (list, place) => {
    const isDefault = ownValue(list, 'wellknownListName') === 'defaultList' && !hasDefault;
    hasDefault ||= isDefault;
    if (isTask(list)) log.skip(place, 'it is a task outside of a list: export the lists, each with its tasks');
    else readList(log, list, place, isDefault);
  });
  return log.seal('microsoft-todo');
}

function isTask(record: JsonRecord): boolean {
  return Object.hasOwn(record, 'title') && !Object.hasOwn(record, 'tasks');
}

function readList(log: ImportLog, list: JsonRecord, place: string, isDefault: boolean): void {
  const name = ownValue(list, 'displayName');
  if (ownValue(list, 'tasks@odata.nextLink') !== undefined)
    log.skip(place, 'the list has further tasks on other pages');
  eachRecord(log, listIn(log, list, 'tasks', place), `${place}.tasks`, (record, taskPlace) => {
    if (Object.hasOwn(record, '@removed')) {
      log.skipDeleted();
      return;
    }
    const draft = log.draft(taskPlace);
    const fields = new Fields(record, draft.notes);
    if (!isDefault) draft.list = typeof name === 'string' ? name : '';
    readTask(draft, fields);
    readExtras(draft, fields);
    loseUnknown(log, record, KNOWN);
  });
}
