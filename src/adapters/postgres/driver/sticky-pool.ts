import type pg from 'pg';
import type { Parameter } from './prepared-query.ts';
import type { PreparingClient } from './preparing-client.ts';
import { isReadOnly } from './sqlstate.ts';

type Client = PreparingClient & pg.PoolClient;

/**
 * Runs statements by themselves on the connections of a pool. The connection that was used last is kept out of it: most
 * statements come one after the other, and to get one from the pool and give it back takes longer than to encode a statement.
 */
export class StickyPool {
  readonly pool: pg.Pool;
  #lastUsed: Client | undefined;
  #isEnding = false;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  async run<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const client = this.#takeLastUsed() ?? (await this.#connect());
    try {
      return await client.run<Row>(sql, parameters);
    } catch (error) {
      if (isReadOnly(error)) void this.#renew();
      throw error;
    } finally {
      if (this.#mayKeep(client)) this.#lastUsed = client;
      else client.release();
    }
  }

  /** Leaves the one that is not in use to the pool: for who needs one for longer than a statement. */
  leave(): void {
    this.#takeLastUsed()?.release();
  }

  /** Leaves all to the pool from now on, which waits for them when it ends. */
  end(): void {
    this.#isEnding = true;
    this.leave();
  }

  get totalCount(): number {
    return this.pool.totalCount;
  }

  get idleCount(): number {
    return this.pool.idleCount + (this.#lastUsed === undefined ? 0 : 1);
  }

  get waitingCount(): number {
    return this.pool.waitingCount;
  }

  #mayKeep(client: PreparingClient): boolean {
    return this.#lastUsed === undefined && client.isOpen && this.pool.waitingCount === 0 && !this.#isEnding;
  }

  async #connect(): Promise<Client> {
    return (await this.pool.connect()) as Client;
  }

  /** Closes what is at rest and not new: it may lead to the same server, and another connection to one that can be written to. */
  async #renew(): Promise<void> {
    const resting = Array.from({ length: this.pool.idleCount }, () => this.#connect());
    for (const taken of await Promise.allSettled(resting)) {
      if (taken.status === 'fulfilled') taken.value.release(taken.value.isOld);
    }
  }

  /** One that was closed meanwhile goes back, as the pool drops it then. */
  #takeLastUsed(): Client | undefined {
    const lastUsed = this.#lastUsed;
    this.#lastUsed = undefined;
    if (lastUsed === undefined || lastUsed.isOpen) return lastUsed;
    lastUsed.release();
    return undefined;
  }
}
