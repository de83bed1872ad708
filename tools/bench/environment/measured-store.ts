import type { DatasetSize } from '../../support/load/requests/dataset.ts';

/** The store of a measured server; empty at first. */
export interface MeasuredStore extends AsyncDisposable {
  /** The environment variables that make the server use this store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces all data in the store by these datasets. The server must be stopped. */
  fill(datasets: readonly DatasetSize[]): Promise<void>;
  /** Returns the ids of the database processes behind the store, which may run on another machine. */
  backends(): Promise<number[]>;
  /** Resolves when the store has finished its background work, so that it does not disturb the next measurement. */
  settled(): Promise<void>;
}
