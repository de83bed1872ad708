import type pg from 'pg';
import type { Parameter } from './prepared-query.ts';
import type { PreparingClient } from './preparing-client.ts';
import { isReadOnly } from './sqlstate.ts';

type Client = PreparingClient & pg.PoolClient;

/**
 * Runs single statements on the connections of a pool. It keeps the last used connection for the next statement,
 * because taking a connection from the pool and returning it takes longer than encoding a statement.
 */
export class StickyPool {
  readonly #pool: pg.Pool;
  #lastUsed: Client | undefined;
  #isEnding = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async run<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const client = this.#takeLastUsed() ?? (await this.#connect());
    try {
      return await client.run<Row>(sql, parameters);
    } catch (error) {
      if (isReadOnly(error)) void this.#closeOldIdle();
      throw error;
    } finally {
      if (this.#mayKeep(client)) this.#lastUsed = client;
      else client.release();
    }
  }

  /** Returns the kept connection to the pool, so that a transaction can use it. */
  releaseLastUsed(): void {
    this.#takeLastUsed()?.release();
  }

  /**
   * Returns the kept connection to the pool, and keeps none from now on, because `pool.end()` waits for all
   * connections.
   */
  end(): void {
    this.#isEnding = true;
    this.releaseLastUsed();
  }

  get totalCount(): number {
    return this.#pool.totalCount;
  }

  get idleCount(): number {
    return this.#pool.idleCount + (this.#lastUsed === undefined ? 0 : 1);
  }

  get waitingCount(): number {
    return this.#pool.waitingCount;
  }

  #mayKeep(client: PreparingClient): boolean {
    return this.#lastUsed === undefined && client.isOpen && this.#pool.waitingCount === 0 && !this.#isEnding;
  }

  async #connect(): Promise<Client> {
    return (await this.#pool.connect()) as Client;
  }

  /**
   * Closes idle connections that are older than MIN_AGE_MS. They may be connected to the server that has just proved
   * read-only, and new connections may reach the primary.
   */
  async #closeOldIdle(): Promise<void> {
    const idle = Array.from({ length: this.#pool.idleCount }, () => this.#connect());
    for (const taken of await Promise.allSettled(idle)) {
      if (taken.status === 'fulfilled') taken.value.release(taken.value.isOld);
    }
  }

  /** Takes the kept connection, if there is one. If it is closed, returns it to the pool, which drops it. */
  #takeLastUsed(): Client | undefined {
    const lastUsed = this.#lastUsed;
    this.#lastUsed = undefined;
    if (lastUsed === undefined || lastUsed.isOpen) return lastUsed;
    lastUsed.release();
    return undefined;
  }
}
