import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../environment/environment.ts';
import type { CallResult } from './caller.ts';

const RETRY_MS = 20;

const WRITE_TIMEOUT_MS = 30_000;

/** The result of comparing the acknowledged writes with the tasks in the database. */
export interface Stored {
  readonly acknowledged: number;
  readonly stored: number;
  readonly missing: number;
  readonly doubled: number;
}

/** Clients that create tasks, each with its own idempotency key, and retry each creation until it is acknowledged. */
export class KeyedWriters {
  /** The result of every request, retries included. */
  readonly results: CallResult[] = [];
  /** The number of writes, by the response status of their first request. */
  readonly first = new Map<number, number>();
  started = 0;
  readonly #user = randomUUID();
  readonly #acknowledged: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Starts new writes until `isOver` returns true; resolves when each write has succeeded or reached its timeout. */
  async write(clients: number, isOver: (started: number) => boolean): Promise<void> {
    const client = async () => {
      while (!isOver(this.started)) await this.#writeUntilAcknowledged(`task-${this.started++}`);
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  /** Compares the acknowledged writes with the tasks in the database. */
  async compare(): Promise<Stored> {
    const rows = await this.#environment.sql<{ title: string; count: number }>(
      `select title, count(*)::int as count from tasks where user_id = '${this.#user}' group by title`,
    );
    const stored = new Map(rows.map(({ title, count }) => [title, count]));
    return {
      acknowledged: this.#acknowledged.length,
      stored: rows.reduce((sum, { count }) => sum + count, 0),
      missing: this.#acknowledged.filter((title) => !stored.has(title)).length,
      doubled: rows.filter(({ count }) => count > 1).length,
    };
  }

  async #writeUntilAcknowledged(key: string): Promise<void> {
    const end = performance.now() + WRITE_TIMEOUT_MS;
    for (let attempt = 0; performance.now() < end; attempt++) {
      const result = await this.#environment.caller.create(this.#user, key);
      this.results.push(result);
      const { status } = result;
      if (attempt === 0) this.first.set(status, (this.first.get(status) ?? 0) + 1);
      if (status === 201) this.#acknowledged.push(key);
      // A write is retried only after these statuses; 0 stands for a lost response.
      if (![0, 503, 504, 409].includes(status)) return;
      await delay(RETRY_MS);
    }
  }
}
