import type pg from 'pg';
import type { Parameter } from './execution.ts';
import type { PooledClient } from './pooled-client.ts';

/**
 * Runs statements by themselves on the connections of a pool. The connection that was used last is kept out of it: most
 * statements come one after the other, and to take one from the pool and give it back takes as long as to send it.
 */
export class Connections {
  readonly pool: pg.Pool;
  #spare: (PooledClient & pg.PoolClient) | undefined;
  #isEnding = false;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  async run<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const client = this.#takeSpare() ?? ((await this.pool.connect()) as PooledClient & pg.PoolClient);
    try {
      return await client.run<Row>(sql, parameters);
    } finally {
      if (this.#spare === undefined && client.isOpen && !this.#isEnding) this.#spare = client;
      else client.release();
    }
  }

  /** Leaves all connections to the pool, which waits for them when it ends. */
  end(): void {
    this.#isEnding = true;
    this.#takeSpare()?.release();
  }

  get totalCount(): number {
    return this.pool.totalCount;
  }

  get idleCount(): number {
    return this.pool.idleCount + (this.#spare === undefined ? 0 : 1);
  }

  get waitingCount(): number {
    return this.pool.waitingCount;
  }

  /** One that was closed meanwhile goes back, as the pool drops it then. */
  #takeSpare(): (PooledClient & pg.PoolClient) | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare === undefined || spare.isOpen) return spare;
    spare.release();
    return undefined;
  }
}
