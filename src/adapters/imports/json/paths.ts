/** A list or project that may be inside another. */
export interface Folder {
  /** '' if it has no name of its own in the path, as the default list. */
  readonly name: string;
  readonly parent: string | null;
}

export interface FolderPath {
  /** The names, outermost first, joined by `/`; null if there is none. */
  readonly path: string | null;
  /** Says what is wrong with the chain of parents, or null. */
  readonly problem: string | null;
}

/** The longest chain that is followed: the name of a list has at most 100 characters. */
const MAX_LEVELS = 100;

/** Folders by their ids. Of two with the same id, a reference means the first. */
export class Folders<F extends Folder> {
  readonly #byId = new Map<string, F>();

  add(id: string | null, folder: F): void {
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, folder);
  }

  get(id: string): F | null {
    return this.#byId.get(id) ?? null;
  }

  /** Returns the path of a folder, with `inner` after it. A cycle is cut where it repeats. */
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
