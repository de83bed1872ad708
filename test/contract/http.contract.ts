import type { StoreUnderTest } from '../support/stores.ts';
export function httpContract(_store: StoreUnderTest): void {}
