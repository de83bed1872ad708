import type { Act } from '../outbox/act.ts';
import type { Patch, Storage } from '../replica/patch.ts';

/**
 * The `order` of a user's change that the browser could not store. The tab keeps the change in memory, and sends it
 * after all stored changes.
 */
export const UNSTORED = Number.MAX_SAFE_INTEGER;

interface Parts {
  readonly storage: Storage;
  /** Returns the changes of the user that are only in memory, because the browser could not store them. */
  readonly unstored: () => readonly Act[];
  /** Shows a patch with changes of the user that could not be stored at first, but are stored now. */
  readonly show: (patch: Patch) => void;
  /** Called when {@link PatchStore.hasFailed} has changed. */
  readonly onChange: () => void;
}

/**
 * Stores patches of the replica, and reports if the browser cannot: its disk is full, or it forbids the page to store
 * data.
 */
export class PatchStore {
  readonly #parts: Parts;
  #hasFailed: boolean;
  /** True if states of tasks could not be stored, so that the stored tasks lack changes. */
  #isBehind = false;
  #isCleared = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hasFailed = parts.storage.isVolatile;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /**
   * Stores a patch. @returns the patch, in which each change of the user has its `order`; undefined if storing it fails
   */
  async store(patch: Patch): Promise<Patch | undefined> {
    // After a sign-out nothing may be stored, not even a patch of the change feed that arrives late.
    if (this.#isCleared) return undefined;
    const { seq, ...others } = patch;
    try {
      // While changes are missing in the storage, its `seq` stays as it is. The change feed then sends these changes
      // again after the next start of the page.
      const stored = await this.#parts.storage.write(this.#isBehind || seq === undefined ? others : patch);
      if (this.#hasFailed && !this.#parts.storage.isVolatile) await this.#recover();
      return stored;
    } catch {
      this.#isBehind ||= patch.tasks !== undefined || patch.gone !== undefined;
      this.#tell(true);
      return undefined;
    }
  }

  /**
   * Stores a queued change with its final request, together with a patch. @returns false if it is no longer in the
   * outbox
   */
  async claim(act: Act, patch: Patch): Promise<boolean> {
    if (act.order !== UNSTORED) return this.#parts.storage.claim(act, patch);
    if (patch.refusals !== undefined) await this.store(patch);
    return true;
  }

  async clear(): Promise<void> {
    this.#isCleared = true;
    await this.#parts.storage.clear();
    this.#parts.storage.close();
  }

  /** Stores the changes of the user that could not be stored before. Until then, closing the tab would lose them. */
  async #recover(): Promise<void> {
    const { unstored, storage, show } = this.#parts;
    const acts = unstored().map(({ order, ...act }) => act);
    try {
      if (acts.length > 0) show(await storage.write({ acts }));
      this.#tell(false);
    } catch {
      // The disk had space for the patch, but not for these changes, which stay in memory.
    }
  }

  #tell(hasFailed: boolean): void {
    if (hasFailed === this.#hasFailed) return;
    this.#hasFailed = hasFailed;
    this.#parts.onChange();
  }
}
