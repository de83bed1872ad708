import { ImportLog } from '../draft/import-log.ts';
import type { ImportedFile } from '../imported-file.ts';
import { eachRecord } from '../json/each-record.ts';
import { type JsonRecord, ownValue } from '../json/fields.ts';
import { Dependencies } from './dependencies.ts';
import type { JsonLine } from './json-lines.ts';
import { readTask, uuidOf } from './warrior-task.ts';

/** Reads the output of TaskWarrior's `task export`: a JSON array. */
export function readTaskwarrior(root: readonly unknown[]): ImportedFile {
  const log = startLog();
  const records: Placed[] = [];
  eachRecord(log, root, '$', (record, place) => records.push({ record, place }));
  return readAll(log, records);
}

/**
 * Reads the output of TaskWarrior's `task export` with `json.array=off`: a JSON object on each line. Skips other lines.
 */
export function readTaskwarriorLines(lines: Iterable<JsonLine>): ImportedFile {
  const log = startLog();
  const records: Placed[] = [];
  for (const { number, record } of lines) {
    if (record === null) log.skip(`line ${number}`, 'the line is not one JSON object');
    else records.push({ record, place: `line ${number}` });
  }
  return readAll(log, records);
}

interface Placed {
  readonly record: JsonRecord;
  readonly place: string;
}

function startLog(): ImportLog {
  const log = new ImportLog();
  log.say('Ids, urgency, and times of entry and of change are gone.');
  return log;
}

function readAll(log: ImportLog, records: readonly Placed[]): ImportedFile {
  const dependencies = new Dependencies(records.map(({ record }) => record));
  const templates = templatesInUse(records);
  for (const { record, place } of records) {
    const status = ownValue(record, 'status');
    if (status === 'deleted') log.skipDeleted();
    else if (status === 'recurring' && templates.has(uuidOf(record) ?? '')) {
      log.say('Templates of recurring tasks are gone where the file holds an open task that they made.');
    } else {
      const draft = log.draft(place);
      readTask(draft, record);
      dependencies.note(draft, record);
    }
  }
  return log.seal('taskwarrior');
}

/** Returns the ids of the recurring tasks (templates) from which TaskWarrior made a task that is still open. */
function templatesInUse(records: readonly Placed[]): ReadonlySet<string> {
  const result = new Set<string>();
  for (const { record } of records) {
    const status = ownValue(record, 'status');
    const parent = ownValue(record, 'parent');
    if ((status === 'pending' || status === 'waiting') && typeof parent === 'string') result.add(parent.toLowerCase());
  }
  return result;
}
