import type { Draft } from '../draft/draft.ts';
import type { ImportLog } from '../draft/import-log.ts';
import { Notes } from '../draft/notes.ts';
import { eachRecord, listIn } from '../json/each-record.ts';
import { Fields, idOf, type JsonRecord } from '../json/fields.ts';
import { type Folder, Folders } from '../json/paths.ts';

interface Project extends Folder {
  readonly isArchived: boolean;
}

/** The projects and sections in the response to a full sync of Todoist. Their names become the list of a task. */
export class ApiProjects {
  readonly #projects = new Folders<Project>();
  readonly #sections = new Folders<Project>();

  constructor(log: ImportLog, sync: JsonRecord) {
    eachRecord(log, listIn(log, sync, 'projects', '$'), '$.projects', (record) => {
      const fields = new Fields(record, new Notes());
      const isInbox = fields.flag('inbox_project') || fields.flag('is_inbox_project');
      const name = isInbox ? '' : fields.text('name');
      const isArchived = fields.flag('is_archived');
      this.#projects.add(idOf(fields.value('id')), { name, parent: idOf(fields.value('parent_id')), isArchived });
    });
    eachRecord(log, listIn(log, sync, 'sections', '$'), '$.sections', (record) => {
      const fields = new Fields(record, new Notes());
      const isArchived = fields.flag('is_archived');
      this.#sections.add(idOf(fields.value('id')), { name: fields.text('name'), parent: null, isArchived });
    });
  }

  /** Sets the list of a task to the names of its projects and section, joined by `/`. */
  place(draft: Draft, fields: Fields): void {
    const [projectId, sectionId] = [idOf(fields.value('project_id')), idOf(fields.value('section_id'))];
    const project = projectId === null ? null : this.#projects.get(projectId);
    const section = sectionId === null ? null : this.#sections.get(sectionId);
    const { path, problem } = this.#projects.pathOf(project, section?.name);
    draft.list = path;
    if (problem !== null) draft.notes.add('project', problem);
    if (projectId !== null && project === null) draft.notes.add('project', `${projectId} is not in the file`);
    if (sectionId !== null && section === null) draft.notes.add('section', `${sectionId} is not in the file`);
    if (project?.isArchived) draft.notes.add('archived', project.name);
    if (section?.isArchived) draft.notes.add('archived', section.name);
  }
}
