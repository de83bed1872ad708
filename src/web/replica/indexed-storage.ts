import type { TaskFields } from '../../domain/tasks/task.ts';
import type { Act } from '../outbox/act.ts';
import type { StoredRefusal } from '../outbox/refused.ts';
import type { SavedFilter } from '../state/workspace.ts';
import { ended, resultOf, wholly } from './indexed-db.ts';
import type { Patch, Storage, Stored } from './patch.ts';

const VERSION = 1;

/**
 * The highest number of confirmed changes for which the store has their `seq` in the log. A change can be undone only
 * while its `seq` is stored.
 */
const MAX_MADE = 1_000;

type Store = 'tasks' | 'outbox' | 'made' | 'refusals' | 'meta';

const STORES: readonly Store[] = ['tasks', 'outbox', 'made', 'refusals', 'meta'];

/** Stores the replica of a user's tasks in IndexedDB. Each user has a separate database. */
export class IndexedStorage implements Storage {
  readonly isVolatile = false;
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // While this connection is open, a newer version of the page in another tab cannot upgrade the database.
    database.onversionchange = () => database.close();
  }

  /** Opens the database of a user. @throws DOMException if the browser does not let the page store anything */
  static async open(name: string): Promise<IndexedStorage> {
    const opening = indexedDB.open(name, VERSION);
    opening.onupgradeneeded = () => {
      const { result } = opening;
      result.createObjectStore('tasks', { keyPath: 'id' });
      result.createObjectStore('outbox', { keyPath: 'order', autoIncrement: true }).createIndex('key', 'key');
      result.createObjectStore('made', { autoIncrement: true });
      result.createObjectStore('refusals', { keyPath: 'key' });
      result.createObjectStore('meta');
    };
    return new IndexedStorage(await resultOf(opening));
  }

  async load(): Promise<Stored> {
    const reading = this.#database.transaction([...STORES]);
    const all = <T>(store: Store): Promise<T[]> => resultOf(reading.objectStore(store).getAll());
    const meta = (key: string) => resultOf(reading.objectStore('meta').get(key));
    const [tasks, acts, made, refusals, seq, savedFilters] = await Promise.all([
      all<TaskFields>('tasks'),
      all<Act>('outbox'),
      all<[string, number]>('made'),
      all<StoredRefusal>('refusals'),
      meta('seq') as Promise<number | undefined>,
      meta('savedFilters') as Promise<SavedFilter[] | undefined>,
    ]);
    return { tasks, acts, made: new Map(made), refusals, seq, savedFilters: savedFilters ?? [] };
  }

  async write(patch: Patch): Promise<Patch> {
    const writing = this.#writing();
    const acts = await wholly(writing, this.#put(writing, patch));
    return patch.acts === undefined ? patch : { ...patch, acts };
  }

  async claim(act: Act, patch: Patch): Promise<boolean> {
    const writing = this.#writing();
    const isThere = (await this.#orderOf(writing, act.key)) !== undefined;
    await wholly(writing, isThere ? this.#put(writing, { ...patch, acts: [act] }) : Promise.resolve([]));
    return isThere;
  }

  async withdraw(key: string): Promise<boolean> {
    const writing = this.#writing();
    const outbox = writing.objectStore('outbox');
    const act = (await resultOf(outbox.index('key').get(key))) as Act | undefined;
    const isFree = act !== undefined && act.claim === undefined;
    if (isFree) outbox.delete(act.order as number);
    await ended(writing);
    return isFree;
  }

  async clear(): Promise<void> {
    const writing = this.#writing();
    for (const store of STORES) writing.objectStore(store).clear();
    await ended(writing);
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Begins a transaction that completes only when its writes are on the disk, so that they survive a crash of the
   * computer.
   */
  #writing(): IDBTransaction {
    return this.#database.transaction([...STORES], 'readwrite', { durability: 'strict' });
  }

  /**
   * Writes a patch to the object stores. Returns the queued changes of the patch, each with its position in the outbox.
   */
  async #put(writing: IDBTransaction, patch: Patch): Promise<Act[]> {
    const [tasks, outbox, made, refusals, meta] = STORES.map((store) => writing.objectStore(store)) as [
      IDBObjectStore,
      IDBObjectStore,
      IDBObjectStore,
      IDBObjectStore,
      IDBObjectStore,
    ];
    for (const task of patch.tasks ?? []) tasks.put({ ...task });
    for (const { id } of patch.gone ?? []) tasks.delete(id);
    for (const refusal of patch.refusals ?? []) refusals.put(refusal);
    for (const key of patch.decided ?? []) refusals.delete(key);
    for (const entry of Object.entries(patch.made ?? {})) made.add(entry);
    if (patch.made !== undefined) this.#forgetOldest(made);
    if (patch.seq !== undefined) meta.put(patch.seq, 'seq');
    if (patch.savedFilters !== undefined) meta.put(patch.savedFilters, 'savedFilters');
    const acts: Act[] = [];
    for (const act of patch.acts ?? []) acts.push({ ...act, order: (await resultOf(outbox.put(act))) as number });
    for (const key of patch.ended ?? []) {
      const order = await this.#orderOf(writing, key);
      if (order !== undefined) outbox.delete(order);
    }
    return acts;
  }

  #orderOf(writing: IDBTransaction, key: string): Promise<IDBValidKey | undefined> {
    return resultOf(writing.objectStore('outbox').index('key').getKey(key));
  }

  #forgetOldest(made: IDBObjectStore): void {
    const counting = made.count();
    counting.onsuccess = () => {
      if (counting.result > MAX_MADE)
        made.openCursor().onsuccess = ({ target }) => {
          (target as IDBRequest<IDBCursorWithValue | null>).result?.delete();
        };
    };
  }
}
