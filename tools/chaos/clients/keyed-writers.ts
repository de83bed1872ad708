import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../environment/environment.ts';
import type { CallResult } from './caller.ts';

/** Between two tries of the same write, in milliseconds. */
const RETRY_MS = 20;

/** How long one write is tried, in milliseconds: then nobody is there any more. */
const WRITE_TIMEOUT_MS = 30_000;

/** What of the writes is in the database. */
export interface Stored {
  readonly acknowledged: number;
  readonly stored: number;
  readonly missing: number;
  readonly doubled: number;
}

/** Clients who each create one task after the other, under a key of its own, and again until it is acknowledged. */
export class KeyedWriters {
  /** What was answered to each try. */
  readonly results: CallResult[] = [];
  /** How often each status was the answer to the first try. */
  readonly first = new Map<number, number>();
  asked = 0;
  readonly #user = randomUUID();
  readonly #acknowledged: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Writes until it is told that it is over, and everything that was begun is acknowledged. */
  async write(clients: number, isOver: (asked: number) => boolean): Promise<void> {
    const client = async () => {
      while (!isOver(this.asked)) await this.#insist(`task-${this.asked++}`);
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  /** Holds what was acknowledged against what there is. */
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

  async #insist(key: string): Promise<void> {
    const end = performance.now() + WRITE_TIMEOUT_MS;
    for (let attempt = 0; performance.now() < end; attempt++) {
      const result = await this.#environment.caller.create(this.#user, key);
      this.results.push(result);
      const { status } = result;
      if (attempt === 0) this.first.set(status, (this.first.get(status) ?? 0) + 1);
      if (status === 201) this.#acknowledged.push(key);
      // What is not "try again" is no better the next time.
      if (![0, 503, 504, 409].includes(status)) return;
      await delay(RETRY_MS);
    }
  }
}
