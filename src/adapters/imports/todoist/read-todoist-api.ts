import { ImportLog } from '../draft/import-log.ts';
import { DraftIndex } from '../draft/parents.ts';
import type { ImportedFile } from '../imported-file.ts';
import { eachRecord, listIn, loseUnknown } from '../json/each-record.ts';
import { Fields, idOf, type JsonRecord, ownValue } from '../json/fields.ts';
import { readComment, readReminder } from './api-extras.ts';
import { ApiProjects } from './api-projects.ts';
import { readTask, TASK_FIELDS } from './api-task.ts';

const GONE = 'Ids, positions, authors, times of creation and of change, colours and unused labels are gone.';

/**
 * Reads a full sync of Todoist's API v1, or a page of tasks. A page has only the ids of projects and sections, without
 * their names, and the ids become import notes.
 */
export function readTodoistApi(root: JsonRecord): ImportedFile {
  const log = new ImportLog();
  log.say(GONE);
  const isPage = Array.isArray(ownValue(root, 'results'));
  const projects = isPage ? null : new ApiProjects(log, root);
  const index = new DraftIndex();
  const children: (() => void)[] = [];
  const name = isPage ? 'results' : 'items';
  eachRecord(log, listIn(log, root, name, '$'), `$.${name}`, (record, place) => {
    if (ownValue(record, 'is_deleted') === true) {
      log.skipDeleted();
      return;
    }
    const draft = log.draft(place);
    const fields = new Fields(record, draft.notes);
    readTask(draft, fields);
    if (projects === null) noteIds(fields);
    else projects.place(draft, fields);
    loseUnknown(log, record, TASK_FIELDS);
    index.add(idOf(fields.value('id')), draft);
    const parent = idOf(fields.value('parent_id'));
    if (parent !== null) children.push(() => index.link(draft, parent));
  });
  for (const link of children) link();
  if (isPage) sayNextPage(log, root);
  else readExtras(log, root, index);
  return log.seal('todoist-api');

  function noteIds(fields: Fields): void {
    for (const key of ['project', 'section']) {
      const id = idOf(fields.value(`${key}_id`));
      if (id !== null) log.drafts.at(-1)?.notes.add(key, id);
    }
  }
}

function sayNextPage(log: ImportLog, root: JsonRecord): void {
  log.say('A page does not name its projects and sections: the tasks come into the inbox.');
  if (typeof ownValue(root, 'next_cursor') === 'string') log.say('There are further pages: import each of them.');
}

/** Reads comments and reminders, and adds each to the task that it names. */
function readExtras(log: ImportLog, root: JsonRecord, index: DraftIndex): void {
  for (const [name, read] of [['notes', readComment] as const, ['reminders', readReminder] as const]) {
    eachRecord(log, listIn(log, root, name, '$'), `$.${name}`, (record, place) => {
      if (ownValue(record, 'is_deleted') === true) return;
      const id = idOf(ownValue(record, 'item_id'));
      const draft = id === null ? null : index.get(id);
      if (draft === null) log.skip(place, 'its task is not in the file, or is deleted');
      else read(draft, new Fields(record, draft.notes));
    });
  }
  for (const [name, what] of [
    ['project_notes', 'Comments on projects'] as const,
    ['filters', 'Saved filters'] as const,
  ]) {
    if (listIn(log, root, name, '$').length > 0) log.say(`${what} are gone.`);
  }
}
