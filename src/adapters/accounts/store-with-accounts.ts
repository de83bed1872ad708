import type { StoreLifecycle } from '../../ports/store-lifecycle.ts';
import type { Accounts } from './accounts.ts';

/** The lifecycle of a store with accounts: migrates and closes the task tables and the account tables together. */
export class StoreWithAccounts implements StoreLifecycle {
  readonly #store: StoreLifecycle;
  readonly #accounts: Accounts;

  constructor(store: StoreLifecycle, accounts: Accounts) {
    this.#store = store;
    this.#accounts = accounts;
  }

  open(): Promise<void> {
    return this.#store.open();
  }

  async prepare(): Promise<void> {
    await this.#store.prepare();
    await this.#accounts.prepare();
  }

  check(): Promise<void> {
    return this.#store.check();
  }

  async close(): Promise<void> {
    await this.#accounts.close();
    await this.#store.close();
  }
}
