import { MAX_ANCESTORS } from '../limits.ts';
import type { Draft } from './draft.ts';

/** The tasks of an imported file by their ids. If two tasks have the same id, `get` returns the first. */
export class DraftIndex {
  readonly #byId = new Map<string, Draft>();

  add(id: string | null, draft: Draft): void {
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, draft);
  }

  get(id: string): Draft | null {
    return this.#byId.get(id) ?? null;
  }

  /** Makes `child` a subtask of the task with this id. If the file has no such task, adds an import note instead. */
  link(child: Draft, id: string, name = id): void {
    const parent = this.get(id);
    if (parent === null) child.notes.add('parent', `${name} is not in the file`);
    else linkTo(child, parent);
  }
}

/** Makes `child` a subtask of `parent`. If the child already has another parent, adds an import note instead. */
export function linkTo(child: Draft, parent: Draft): void {
  if (parent === child) child.notes.addOnce('parent', 'the task names itself as its parent');
  else if (child.parent === null) child.parent = parent;
  else if (child.parent !== parent) child.notes.add('parent', `${parent.title} is a second parent`);
}

/**
 * Returns the ancestors of a task, the outermost first. If the parents form a cycle, stops there and adds an import
 * note.
 */
export function ancestorsOf(draft: Draft): readonly Draft[] {
  const path: Draft[] = [];
  const seen = new Set([draft]);
  for (let parent = draft.parent; parent !== null; parent = parent.parent) {
    if (seen.has(parent)) {
      draft.notes.add('parent', 'the parents form a cycle');
      break;
    }
    if (path.length >= MAX_ANCESTORS) {
      draft.notes.add('parent', `only the nearest ${MAX_ANCESTORS} are named`);
      break;
    }
    seen.add(parent);
    path.push(parent);
  }
  return path.reverse();
}
