import type { StoreLifecycle } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';

// The states of a process, as probes see them:
//
//   starting ──► ready ◄──► database down
//       │          │               │
//       └──────────┴───────────────┴────► draining
//
// Starting ends when the store is migrated. Draining begins with the signal to stop, and never ends. A probe succeeds
// only while the process is ready.

/** The checks of the readiness probe. The process is ready if all of them are true. */
export interface Checks {
  /** True once the store has this release's schema. Before that, the probe does not query the store. */
  readonly migrated: boolean;
  /** True if the store has just answered a query within TIMEOUTS.check, and can be written to. */
  readonly database: boolean;
  /** True until the process is told to stop. */
  readonly serving: boolean;
}

export class Readiness {
  readonly #store: StoreLifecycle;
  #migrated = false;
  #serving = true;
  #pending: Promise<boolean> | undefined;

  constructor(store: StoreLifecycle) {
    this.#store = store;
  }

  /** Waits until the store is reachable, and migrates it. */
  async prepare(): Promise<void> {
    await this.#store.prepare();
    this.#migrated = true;
  }

  /** Fails the readiness probe from now on, so that load balancers stop sending requests. Requests are still served. */
  startDraining(): void {
    this.#serving = false;
  }

  get isMigrated(): boolean {
    return this.#migrated;
  }

  async check(): Promise<Checks> {
    const database = this.#migrated && (await this.#checkStore());
    return { migrated: this.#migrated, database, serving: this.#serving };
  }

  /** Resolves with true if the store answers within TIMEOUTS.check. All calls share one query until it ends. */
  #checkStore(): Promise<boolean> {
    this.#pending ??= this.#store
      .check()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.#pending = undefined;
      });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(resolve, TIMEOUTS.check, false);
    void this.#pending.then(resolve);
    return promise.finally(() => clearTimeout(timer));
  }
}
