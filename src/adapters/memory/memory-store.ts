import type { StoreLifecycle } from '../../ports/store-lifecycle.ts';

/** The lifecycle of the store in memory, which needs no start and no stop. */
export class MemoryStore implements StoreLifecycle {
  async open(): Promise<void> {}
  async prepare(): Promise<void> {}
  async check(): Promise<void> {}
  async close(): Promise<void> {}
}
