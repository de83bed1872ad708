import type { StoreLifecycle } from '../../ports/store-lifecycle.ts';

/** Memory is always there, and needs no care. */
export class MemoryStore implements StoreLifecycle {
  async open(): Promise<void> {}
  async prepare(): Promise<void> {}
  async check(): Promise<void> {}
  async close(): Promise<void> {}
}
