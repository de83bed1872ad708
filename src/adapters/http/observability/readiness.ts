import type { StoreLifecycle } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';

/** What must all be true of a process that requests may be sent to. */
export interface Checks {
  /** The store is at this release's schema. Before that it cannot be asked anything. */
  readonly migrated: boolean;
  /** It has answered a real question just now, within a second, and can be written to. */
  readonly database: boolean;
  /** The process has not been told to stop. */
  readonly serving: boolean;
}

/** Whether requests may be sent here. */
export class Readiness {
  readonly #store: StoreLifecycle;
  #migrated = false;
  #serving = true;
  #question: Promise<boolean> | undefined;

  constructor(store: StoreLifecycle) {
    this.#store = store;
  }

  /** Prepares the store, and from then on knows that it is. */
  async prepare(): Promise<void> {
    await this.#store.prepare();
    this.#migrated = true;
  }

  /** From now on says to whoever asks that requests had better go elsewhere, though they would still be answered. */
  startDraining(): void {
    this.#serving = false;
  }

  get isMigrated(): boolean {
    return this.#migrated;
  }

  async check(): Promise<Checks> {
    const database = this.#migrated && (await this.#storeAnswers());
    return { migrated: this.#migrated, database, serving: this.#serving };
  }

  /** However many ask, and however long it takes: there is one question to the store at a time. */
  #storeAnswers(): Promise<boolean> {
    this.#question ??= this.#store
      .check()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.#question = undefined;
      });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, TIMEOUTS.check, false);
    void this.#question.then(resolve);
    return promise.finally(() => clearTimeout(timer));
  }
}
