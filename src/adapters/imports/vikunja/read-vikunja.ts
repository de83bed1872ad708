import { ImportLog } from '../draft/import-log.ts';
import { DraftIndex } from '../draft/parents.ts';
import type { ImportedFile } from '../imported-file.ts';
import { eachRecord, listIn, loseUnknown } from '../json/each-record.ts';
import { Fields, idOf, type JsonRecord, ownValue } from '../json/fields.ts';
import { bucketOf, type ProjectBuckets, readBuckets } from './buckets.ts';
import { type Project, VikunjaProjects } from './projects.ts';
import { readRelations } from './relations.ts';
import { readExtras } from './task-extras.ts';
import { readTask, TASK_FIELDS } from './vikunja-task.ts';

/** Reads `data.json` of a Vikunja export: projects with their tasks. */
export function readVikunja(root: readonly unknown[]): ImportedFile {
  const log = new ImportLog();
  log.say('Ids, positions, views, authors, times of creation and of change, and colours of labels and lists are gone.');
  const projects = new VikunjaProjects(log, root);
  const index = new DraftIndex();
  const relations: (() => void)[] = [];
  for (const project of projects.all) readProject(project);
  // Relations between tasks are read last, because a relation may refer to a task of a later project.
  for (const read of relations) read();
  return log.seal('vikunja');

  function readProject(project: Project): void {
    const { path, problem } = projects.pathOf(project);
    const buckets = readBuckets(project.record);
    eachRecord(log, listIn(log, project.record, 'tasks', project.place), `${project.place}.tasks`, (record, place) => {
      if (isDeleted(record)) {
        log.skipDeleted();
        return;
      }
      const draft = log.draft(place);
      draft.list = path;
      if (problem !== null) draft.notes.add('project', problem);
      if (project.isArchived) draft.notes.add('archived', project.name);
      readOne(new Fields(record, draft.notes), buckets);
    });
  }

  function readOne(fields: Fields, buckets: ProjectBuckets): void {
    const draft = log.drafts.at(-1);
    if (draft === undefined) return;
    readTask(draft, fields);
    readExtras(draft, fields);
    const bucket = bucketOf(buckets, fields);
    if (bucket !== null) draft.notes.add('bucket', bucket);
    loseUnknown(log, fields.record, TASK_FIELDS);
    index.add(idOf(fields.value('id')), draft);
    relations.push(() => readRelations(draft, fields, index));
  }
}

function isDeleted(record: JsonRecord): boolean {
  const value = ownValue(record, 'deleted_at');
  return typeof value === 'string' && value !== '' && !value.startsWith('0001-');
}
