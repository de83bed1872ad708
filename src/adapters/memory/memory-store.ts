import type { Store } from '../../ports/store.ts';

/** Memory is always there, and needs no care. */
export class MemoryStore implements Store {
  async open(): Promise<void> {}
  async prepare(): Promise<void> {}
  async check(): Promise<void> {}
  async close(): Promise<void> {}
}
