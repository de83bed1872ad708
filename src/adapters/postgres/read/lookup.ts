import { LIMITS } from '../../../limits.ts';
import { StoreError } from '../../../ports/store.ts';
import type { Database } from '../database.ts';
import { type Grouping, MAX_OUT_BY_USER } from '../grouping.ts';
import type { Kind } from '../metrics.ts';
import { Gathering } from './gathering.ts';

/** How many groups may be out at once. */
const MAX_OUT = 4;
/** How many questions there may be in a group, and how many groups out at once that do not take long. */
export const SHORT = { group: 1_000, eager: 1 };
/** The same where answers are long: while one is taken in, others are made. */
export const LONG = { group: 10, eager: 3 };
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
  readonly limits: typeof SHORT;
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
export class Lookup<Question extends object, Row> {
  readonly #gathering: Gathering<Asked<Question, Row>>;

  constructor({ read, metrics }: Asking, { kind, many, one, limits }: Questions, { isByUser }: Grouping) {
    const send = async (all: Asked<Question, Row>[]) => {
      const group = inTime(all);
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
    this.#gathering = isByUser
      ? new Gathering(MAX_OUT_BY_USER, 1, send, MAX_OUT_BY_USER)
      : new Gathering(MAX_OUT, limits.group, send, limits.eager);
    metrics.watchQueue(kind, () => this.#gathering.size);
  }

  /** Whether nothing is asked. */
  get isIdle(): boolean {
    return this.#gathering.isIdle;
  }

  /** @throws StoreError */
  async ask(question: Question): Promise<Row[]> {
    if (this.#gathering.size >= MAX_WAITING) throw new StoreError('overloaded');
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
    this.#gathering.add({ question, since: performance.now(), resolve, reject });
    return promise;
  }
}

/** What is still worth asking; whoever has waited too long is told so. */
function inTime<T extends Pick<Asked<never, never>, 'since' | 'reject'>>(asked: T[]): T[] {
  const earliest = performance.now() - LIMITS.queue;
  for (const { since, reject } of asked) if (since < earliest) reject(new StoreError('overloaded'));
  return asked.filter(({ since }) => since >= earliest);
}
