import type { StoreUnderTest } from '../support/stores.ts';
export function schemaContract(_store: StoreUnderTest): void {}
