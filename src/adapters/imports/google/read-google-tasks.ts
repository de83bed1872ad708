import { readIso } from '../dates/written-date.ts';
import { dateOf, setCompletion } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { ImportLog } from '../draft/import-log.ts';
import { DraftIndex } from '../draft/parents.ts';
import type { ImportedFile } from '../imported-file.ts';
import { eachRecord, listIn, loseUnknown } from '../json/each-record.ts';
import { Fields, idOf, type JsonRecord, ownValue, shown } from '../json/fields.ts';
import { readExtras } from './task-extras.ts';

const KNOWN: ReadonlySet<string> = new Set(
  (
    'kind id etag title task_type created updated selfLink webViewLink position status due notes completed hidden ' +
    'deleted parent links starred scheduled_time task_recurrence_id'
  ).split(' '),
);

/** Reads `Tasks.json` of Google Takeout, which has all lists with their tasks, or a file with a single list. */
export function readGoogleTasks(root: JsonRecord): ImportedFile {
  const log = new ImportLog();
  log.say('Ids, positions, and times of creation and of change are gone.');
  const index = new DraftIndex();
  const children: (() => void)[] = [];
  const isOneList = ownValue(root, 'kind') === 'tasks#tasks';
  const lists = isOneList ? [root] : listIn(log, root, 'items', '$');
  eachRecord(log, lists, isOneList ? '$' : '$.items', (list, listPlace) => {
    const place = isOneList ? '$' : listPlace;
    if (ownValue(list, 'kind') === 'tasks#task') log.skip(place, 'it is a task, and a list was expected');
    else readList(log, list, place, index, children);
  });
  for (const link of children) link();
  return log.seal('google-tasks');
}

function readList(log: ImportLog, list: JsonRecord, place: string, index: DraftIndex, children: (() => void)[]): void {
  const name = ownValue(list, 'title');
  eachRecord(log, listIn(log, list, 'items', place), `${place}.items`, (record, taskPlace) => {
    if (ownValue(record, 'deleted') === true) {
      log.skipDeleted();
      return;
    }
    const draft = log.draft(taskPlace);
    const fields = new Fields(record, draft.notes);
    draft.list = typeof name === 'string' ? name : '';
    readTask(draft, fields);
    readExtras(draft, fields, list);
    loseUnknown(log, record, KNOWN);
    index.add(idOf(fields.value('id')), draft);
    const parent = idOf(fields.value('parent'));
    if (parent !== null) children.push(() => index.link(draft, parent));
  });
}

function readTask(draft: Draft, fields: Fields): void {
  draft.title = fields.text('title');
  draft.text = fields.text('notes', 'description');
  const status = fields.value('status');
  draft.completed = status === 'completed';
  if (!draft.completed && status !== 'needsAction' && status !== null) draft.notes.add('status', shown(status));
  fields.flag('hidden');
  fields.flag('deleted', 'status');
  const completed = fields.text('completed', 'completed_at');
  setCompletion(draft, completed, readIso(completed));
  const due = fields.text('due', 'date');
  if (due === '') return;
  const date = readIso(due);
  // By Google's documentation, only the day of `due` has a meaning, so its time and offset are ignored.
  draft.due = dateOf(draft.notes, due, date === null ? null : { ...date, time: null, offset: null }, null);
  if (date !== null && date.time !== null && date.time !== '00:00:00')
    draft.notes.add('due_time', `${due} read as a day`);
}
