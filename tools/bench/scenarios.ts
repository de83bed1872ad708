import type { DatasetSize } from '../load/dataset.ts';
import type { Place } from '../load/operations.ts';
import type { Weights } from '../load/request-mix.ts';

export interface Scenario {
  readonly name: string;
  readonly weights: Weights;
  readonly place: Omit<Place, 'cursors'>;
  /** Whether there is something to restore after it. */
  readonly writes: boolean;
}

const MANY: DatasetSize = { users: 100, tasksEach: 1_000 };
const BUSY: DatasetSize = { users: 1, tasksEach: 10_000, from: 100_000 };
/** Everybody who has tasks before each scenario. */
export const CROWDS = [MANY, BUSY];
/** How many of one user's tasks are newer than a deep page: more different pages than a server keeps in memory. */
const DEEP = [5_000, 9_950] as const;

export const MIXED: Scenario = {
  name: 'mixed',
  weights: { list: 40, get: 30, create: 10, toggle: 10, update: 5, delete: 5 },
  place: { dataset: MANY },
  writes: true,
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'create', weights: { create: 1 }, place: { dataset: MANY }, writes: true },
  { name: 'get', weights: { get: 1 }, place: { dataset: MANY }, writes: false },
  { name: 'list', weights: { list: 1 }, place: { dataset: MANY }, writes: false },
  { name: 'deep list', weights: { list: 1 }, place: { dataset: BUSY, depth: DEEP }, writes: false },
  { name: 'update', weights: { update: 1 }, place: { dataset: MANY }, writes: true },
  { name: 'toggle', weights: { toggle: 1 }, place: { dataset: MANY }, writes: true },
  MIXED,
];

/** How many requests are under way at once. */
export const CONNECTIONS = [1, 10, 100];
