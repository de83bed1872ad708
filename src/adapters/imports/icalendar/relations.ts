import type { Draft } from '../draft/draft.ts';
import { type DraftIndex, linkTo } from '../draft/parents.ts';
import { type Component, every } from './components.ts';

/** The kinds of RFC 9253 that say what must be done before what. */
const DEPENDENCIES = new Set(['FINISHTOSTART', 'FINISHTOFINISH', 'STARTTOFINISH', 'STARTTOSTART', 'DEPENDS-ON']);

/** Makes tasks subtasks of their parents, whichever of the two names the other, and notes all other relations. */
export function readRelations(draft: Draft, todo: Component, index: DraftIndex): void {
  for (const { parameters, value } of every(todo, 'RELATED-TO')) {
    const kind = (parameters.get('RELTYPE') ?? 'PARENT').toUpperCase();
    const uid = value.trim();
    const other = index.get(uid);
    if (uid === '') continue;
    if (kind === 'PARENT') index.link(draft, uid);
    else if (kind === 'CHILD' && other !== null) linkTo(other, draft);
    else {
      const title = other === null ? `${uid} is not in the file` : other.title;
      if (DEPENDENCIES.has(kind)) draft.notes.add('dependency', `${kind} ${title}`);
      else draft.notes.add('relation', `${kind.toLowerCase()} ${title}`);
    }
  }
}
