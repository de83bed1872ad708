import type { DatasetSize } from '../../support/load/requests/dataset.ts';

/** The store of a measured server; empty at first. */
export interface MeasuredStore extends AsyncDisposable {
  /** The variables that give the server this store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces everything in the store by these datasets, while the server is stopped. */
  fill(datasets: readonly DatasetSize[]): Promise<void>;
  /** Returns the ids of the processes that serve it beside the server, which may run on another machine. */
  backends(): Promise<number[]>;
  /** Resolves when no work of the last requests is left that would run during the next measurement. */
  settled(): Promise<void>;
}
