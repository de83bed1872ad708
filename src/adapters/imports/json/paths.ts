/** A list or project, which may be inside another one. */
export interface Folder {
  /** The name in the path; '' for a folder that is left out of the path, such as the default list. */
  readonly name: string;
  readonly parent: string | null;
}

export interface FolderPath {
  /** The names of the folders, outermost first, joined by `/`; null if no folder has a name. */
  readonly path: string | null;
  /** The problem with the chain of parents, such as a cycle, in words; null if there is none. */
  readonly problem: string | null;
}

/** The longest chain of parents that is followed: the name of a list has at most 100 characters anyway. */
const MAX_LEVELS = 100;

/** Folders by their ids. If two folders have the same id, references mean the first. */
export class Folders<F extends Folder> {
  readonly #byId = new Map<string, F>();

  add(id: string | null, folder: F): void {
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, folder);
  }

  get(id: string): F | null {
    return this.#byId.get(id) ?? null;
  }

  /** Returns the path of a folder, with the name `inner` at its end. A cycle is cut where it repeats. */
  pathOf(folder: Folder | null, inner = ''): FolderPath {
    const names = [inner];
    const seen = new Set<Folder>();
    let problem: string | null = null;
    for (let each = folder; each !== null; ) {
      if (seen.has(each) || seen.size >= MAX_LEVELS) {
        problem = seen.has(each) ? 'the parents form a cycle' : 'it is nested too deep';
        break;
      }
      seen.add(each);
      names.unshift(each.name);
      const parent: Folder | null = each.parent === null ? null : this.get(each.parent);
      if (parent === null && each.parent !== null) problem = `its parent ${each.parent} is not in the file`;
      each = parent;
    }
    const path = names.filter((name) => name !== '').join('/');
    return { path: path === '' ? null : path, problem };
  }
}
