import type { Draft } from '../draft/draft.ts';
import { type DraftIndex, linkTo } from '../draft/parents.ts';
import { type Fields, idOf } from '../json/fields.ts';

const DEPENDENCIES = new Set(['blocking', 'blocked', 'precedes', 'follows']);

/** Makes a task a subtask of its parent. Other relations become import notes with the title of the related task. */
export function readRelations(draft: Draft, fields: Fields, index: DraftIndex): void {
  const relations = fields.nested('related_tasks', 'relation');
  for (const kind of Object.keys(relations?.record ?? {})) {
    const key = DEPENDENCIES.has(kind) ? 'dependency' : kind === 'parenttask' ? 'parent' : 'relation';
    for (const other of relations?.records(kind, key) ?? []) {
      const id = idOf(other.value('id'));
      const title = other.text('title', key) || (id ?? 'a task without an id');
      const found = id === null ? null : index.get(id);
      if (kind === 'parenttask') {
        if (found === null) draft.notes.add('parent', `${title} is not in the file`);
        else linkTo(draft, found);
      } else if (kind !== 'subtask') draft.notes.add(key, `${kind} ${title}`);
      // Usually the subtask also has the id of its parent. If it does not, the two tasks are linked here.
      else if (found !== null && found.parent === null && found !== draft) found.parent = draft;
    }
  }
}
