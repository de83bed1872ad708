import type { DatasetSize } from '../../support/load/requests/dataset.ts';

/** The database or embedded store of a measured server. It has no tasks until `fill` is called. */
export interface MeasuredStore extends AsyncDisposable {
  /** The environment variables that make the server use this store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces all data in the store with the datasets. The server must be stopped. */
  fill(datasets: readonly DatasetSize[]): Promise<void>;
  /** Returns the pids of the PostgreSQL backends of the store, which may run on another machine; empty for SQLite. */
  backends(): Promise<number[]>;
  /** Resolves when the store has finished background work that would disturb the next measurement. */
  settled(): Promise<void>;
}
