import type { ImportLog } from '../draft/import-log.ts';
import { Notes } from '../draft/notes.ts';
import { eachRecord } from '../json/each-record.ts';
import { Fields, idOf, type JsonRecord, ownValue } from '../json/fields.ts';
import { type Folder, type FolderPath, Folders } from '../json/paths.ts';

export interface Project extends Folder {
  readonly place: string;
  readonly record: JsonRecord;
  readonly isArchived: boolean;
}

/**
 * The projects of a Vikunja export. A project has the id of its parent, or is in its parent's list `child_projects`.
 */
export class VikunjaProjects {
  readonly all: Project[] = [];
  readonly #folders = new Folders<Project>();

  constructor(log: ImportLog, root: readonly unknown[]) {
    this.#read(log, root, '$', null);
  }

  pathOf(project: Project): FolderPath {
    return this.#folders.pathOf(project);
  }

  #read(log: ImportLog, list: readonly unknown[], listPlace: string, outer: string | null): void {
    eachRecord(log, list, listPlace, (record, place) => {
      const fields = new Fields(record, new Notes());
      const id = idOf(fields.value('id'));
      // Vikunja writes 0 for a project without a parent.
      const named = fields.value('parent_project_id');
      const parent = named === 0 ? outer : (idOf(named) ?? outer);
      const project = { name: fields.text('title'), parent, place, record, isArchived: fields.flag('is_archived') };
      this.all.push(project);
      this.#folders.add(id, project);
      if (fields.text('description') !== '') log.say('Descriptions of projects are gone.');
      const children = ownValue(record, 'child_projects');
      if (Array.isArray(children)) this.#read(log, children, `${place}.child_projects`, id);
    });
  }
}
