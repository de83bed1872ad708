/** A list or project of another service, which may be inside another list or project. */
export interface Folder {
  /** The name of the list or project; '' if paths leave it out, such as the default list. */
  readonly name: string;
  readonly parent: string | null;
}

export interface FolderPath {
  /** The names of a folder's ancestors and of the folder, joined by `/`; null if none has a name. */
  readonly path: string | null;
  /** A message about a problem with the folder's parents, such as a cycle; null if there is none. */
  readonly problem: string | null;
}

/** The most ancestors that a path names. A path of 100 names is already longer than a list's name may be. */
const MAX_LEVELS = 100;

/** The folders of an imported file by their ids. If two folders have the same id, `get` returns the first. */
export class Folders<F extends Folder> {
  readonly #byId = new Map<string, F>();

  add(id: string | null, folder: F): void {
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, folder);
  }

  get(id: string): F | null {
    return this.#byId.get(id) ?? null;
  }

  /** Returns the path of a folder, followed by the name `inner`. If the parents form a cycle, each is named once. */
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
