import type { Act } from '../outbox/act.ts';
import type { Patch, Storage } from '../replica/patch.ts';

/** The `order` of acts that the browser could not store. They are sent after all others, from the memory of a tab. */
export const UNSTORED = Number.MAX_SAFE_INTEGER;

interface Parts {
  readonly storage: Storage;
  /** Returns the acts that the browser could not store. */
  readonly unstored: () => readonly Act[];
  /** Shows acts that were stored at a later try. */
  readonly show: (patch: Patch) => void;
  /** Runs when {@link PatchStore.hasFailed} has changed. */
  readonly onChange: () => void;
}

/** Stores patches, and tells when the browser cannot: its disk is full, or it forbids the page to store data. */
export class PatchStore {
  readonly #parts: Parts;
  #hasFailed: boolean;
  /** True if a patch with states of tasks could not be stored. */
  #isBehind = false;
  #isCleared = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hasFailed = parts.storage.isVolatile;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** @returns the patch, in which each act has its order; undefined if the browser cannot store it */
  async store(patch: Patch): Promise<Patch | undefined> {
    // After a sign-out nothing may be stored again, such as a late patch of the change feed.
    if (this.#isCleared) return undefined;
    const { seq, ...others } = patch;
    try {
      // With the older `seq`, the change feed sends the changes that could not be stored again after the next start.
      const stored = await this.#parts.storage.write(this.#isBehind || seq === undefined ? others : patch);
      if (this.#hasFailed && !this.#parts.storage.isVolatile) await this.#recover();
      return stored;
    } catch {
      this.#isBehind ||= patch.tasks !== undefined || patch.gone !== undefined;
      this.#tell(true);
      return undefined;
    }
  }

  /** Stores the request of an act together with a patch. @returns false if the act is no longer in the outbox */
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

  /** Stores the acts that could not be stored before. Until then, closing the tab would lose them. */
  async #recover(): Promise<void> {
    const { unstored, storage, show } = this.#parts;
    const acts = unstored().map(({ order, ...act }) => act);
    try {
      if (acts.length > 0) show(await storage.write({ acts }));
      this.#tell(false);
    } catch {
      // The disk had room for the patch, but not for these acts.
    }
  }

  #tell(hasFailed: boolean): void {
    if (hasFailed === this.#hasFailed) return;
    this.#hasFailed = hasFailed;
    this.#parts.onChange();
  }
}
