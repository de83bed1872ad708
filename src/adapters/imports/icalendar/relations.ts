import type { Draft } from '../draft/draft.ts';
import { type DraftIndex, linkTo } from '../draft/parents.ts';
import { type Component, every } from './components.ts';

/** The kinds of relations by which one task depends on another (RFC 9253). */
const DEPENDENCIES = new Set(['FINISHTOSTART', 'FINISHTOFINISH', 'STARTTOFINISH', 'STARTTOSTART', 'DEPENDS-ON']);

/** Reads RELATED-TO: links a task with the parent or child that it names. Other relations become import notes. */
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
