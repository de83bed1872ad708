import { StoreError } from '../../../ports/store-lifecycle.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import type { Kind } from '../database-metrics.ts';
import type { Database } from '../driver/database.ts';
import { Batcher } from './batcher.ts';
import { MAX_OUT_BY_USER, type Sharding } from './sharding.ts';

/** How many groups may be out at once. */
const MAX_OUT = 4;
/** How many questions there may be in a group, and how many groups out at once that do not take long. */
export const SMALL_RESULTS = { group: 1_000, eager: 1 };
/** The same where answers are long: while one is taken in, others are made. */
export const LARGE_RESULTS = { group: 10, eager: 3 };
/** How many questions may wait; more would be answered too late. */
const MAX_WAITING = 5_000;

/** What is asked in one way. */
interface Questions {
  readonly kind: Kind;
  /** Takes the questions as JSON, each with its number `n`, and returns that with each row. */
  readonly many: string;
  /** Takes one question's values, in their order. */
  readonly one: string;
  /** By how long the answers are. */
  readonly limits: typeof SMALL_RESULTS;
}

type Asking = Pick<Database, 'read' | 'metrics'>;

interface Asked<Question, Row> {
  readonly question: Question;
  /** On the clock of `performance.now()`. */
  readonly since: number;
  resolve(rows: Row[]): void;
  reject(error: unknown): void;
}

/**
 * Asks questions that have few rows for an answer; several that come at once, in one statement. Each is answered by what
 * is there after it was asked.
 */
export class BatchLoader<Question extends object, Row> {
  readonly #gathering: Batcher<Asked<Question, Row>>;

  constructor({ read, metrics }: Asking, { kind, many, one, limits }: Questions, { shardedByUser }: Sharding) {
    const send = async (all: Asked<Question, Row>[]) => {
      const group = dropExpired(all);
      metrics.sent(kind, group.length);
      try {
        const [first, second] = group;
        if (first === undefined) return;
        if (second === undefined) {
          return first.resolve(await read<Row>(one, Object.values(first.question)));
        }
        const questions = JSON.stringify(group.map(({ question }, n) => ({ n, ...question })));
        const answers: Row[][] = group.map(() => []);
        for (const row of await read<Row & { readonly n: number }>(many, [questions])) answers[row.n]?.push(row);
        for (const [n, { resolve }] of group.entries()) resolve(answers[n] as Row[]);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    };
    this.#gathering = shardedByUser
      ? new Batcher(MAX_OUT_BY_USER, 1, send, MAX_OUT_BY_USER)
      : new Batcher(MAX_OUT, limits.group, send, limits.eager);
    metrics.watchQueue(kind, () => this.#gathering.size);
  }

  /** Whether nothing is asked. */
  get isIdle(): boolean {
    return this.#gathering.isIdle;
  }

  /** @throws StoreError */
  async load(question: Question): Promise<Row[]> {
    if (this.#gathering.size >= MAX_WAITING) throw new StoreError('overloaded');
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
    this.#gathering.add({ question, since: performance.now(), resolve, reject });
    return promise;
  }
}

/** What is still worth asking; whoever has waited too long is told so. */
function dropExpired<T extends Pick<Asked<never, never>, 'since' | 'reject'>>(asked: T[]): T[] {
  const earliest = performance.now() - TIMEOUTS.queue;
  for (const { since, reject } of asked) if (since < earliest) reject(new StoreError('overloaded'));
  return asked.filter(({ since }) => since >= earliest);
}
