import { performance } from 'node:perf_hooks';
import { Random } from '../../support/random.ts';
import { type BulkFigures, editAmidOthers } from './bulk-edits.ts';
import { FILTERS, type Query, SEARCHES } from './queries.ts';
import { randomFields, randomTasks } from './random-tasks.ts';
import type { Subject } from './subject.ts';
import type { Taskport } from './taskport.ts';

/** The latency of each query in milliseconds, and the number of tasks that matched each query. */
interface QueryFigures {
  readonly times: readonly number[];
  readonly totals: readonly number[];
}

/** The figures of queries sent for the first time, and of recent queries sent again after an edit. */
export interface FirstAndAgain {
  readonly first: QueryFigures;
  readonly again: QueryFigures;
}

export interface Figures {
  readonly label: string;
  /** The latencies of the first request after each server start; undefined for hand-written SQL, without a server. */
  readonly cold?: readonly number[];
  readonly filters?: FirstAndAgain;
  readonly searches?: FirstAndAgain;
  readonly bulk?: BulkFigures;
}

/** All figures of Taskport or of the hand-written SQL, except the latencies after server starts. */
export type AllFigures = Required<Omit<Figures, 'cold'>>;

/** The size of the dataset: the number of tasks, and the day around which their due dates lie. */
export interface TasksSize {
  readonly count: number;
  readonly today: Temporal.PlainDate;
}

const STARTS = 5;
/** The number of tasks of a second user, for whom all queries are sent first as a warm-up. */
const WARM_UP_TASKS = 1_000;
/** The filter of the first request after a server start. No other request uses this filter. */
const AFTER_START: Query = { tag: 'unused', days: 20, sort: 'due,-priority' };
/** The number of queries that are sent again in turn: fewer than the 20 queries per user that Taskport caches. */
const RECENT = 10;
const AGAIN = { filters: 60, searches: 100 };

/** Restarts the server several times; resolves with the latency of the first request after each start. */
export async function measureStarts(taskport: Taskport): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    await taskport.restart();
    times.push(...(await measureQueries(taskport, [AFTER_START])).times);
  }
  return times;
}

/** Measures all queries and bulk edits. Taskport and the SQL get the same edits, so the same tasks match in both. */
export async function measureAll(subject: Subject, size: TasksSize): Promise<AllFigures> {
  await warmUp(subject, size.today);
  const filters = await measureFirstAndAgain(subject, FILTERS, AGAIN.filters, size);
  const searches = await measureSearches(subject, size);
  return { label: subject.label, filters, searches, bulk: await editAmidOthers(subject) };
}

export function measureSearches(subject: Subject, size: TasksSize): Promise<FirstAndAgain> {
  return measureFirstAndAgain(subject, SEARCHES, AGAIN.searches, size);
}

/** Sends all queries for another user's tasks, to warm up the JIT compiler. */
async function warmUp(subject: Subject, today: Temporal.PlainDate): Promise<void> {
  const other = subject.another();
  await other.fill(randomTasks(WARM_UP_TASKS, today));
  await measureQueries(other, [...FILTERS, ...SEARCHES]);
}

async function measureFirstAndAgain(
  subject: Subject,
  queries: readonly Query[],
  count: number,
  size: TasksSize,
): Promise<FirstAndAgain> {
  const first = await measureQueries(subject, queries);
  const recent = queries.slice(-RECENT);
  const random = new Random(count);
  const again = await measureQueries(
    subject,
    Array.from({ length: count }, (_, n) => recent[n % RECENT] as Query),
    () => subject.edit(random.between(0, size.count - 1), randomFields(random, size.today)),
  );
  return { first, again };
}

/** Sends one query after the other. `before` runs before each query, and its time is not measured. */
async function measureQueries(
  subject: Subject,
  queries: readonly Query[],
  before?: () => Promise<void>,
): Promise<QueryFigures> {
  const times: number[] = [];
  const totals: number[] = [];
  for (const query of queries) {
    await before?.();
    const start = performance.now();
    totals.push(await subject.find(query));
    times.push(performance.now() - start);
  }
  return { times, totals };
}
