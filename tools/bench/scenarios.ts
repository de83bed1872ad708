import type { DatasetSize } from '../support/load/requests/dataset.ts';
import type { RequestTarget } from '../support/load/requests/operations.ts';
import type { Weights } from '../support/load/requests/request-mix.ts';

export interface Scenario {
  readonly name: string;
  readonly weights: Weights;
  readonly target: Omit<RequestTarget, 'cursors'>;
  /** True if the scenario changes tasks, so that the datasets must be restored after it. */
  readonly writes: boolean;
}

const MANY: DatasetSize = { users: 100, tasksEach: 1_000 };
const BUSY: DatasetSize = { users: 1, tasksEach: 10_000, from: 100_000 };
/** The datasets in the database before each scenario. */
export const DATASETS = [MANY, BUSY];
/** The range of offsets of pages deep in a list: more different pages than the service's list cache can keep. */
const DEEP = [5_000, 9_950] as const;

export const MIXED: Scenario = {
  name: 'mixed',
  weights: { list: 40, get: 30, create: 10, toggle: 10, update: 5, delete: 5 },
  target: { dataset: MANY },
  writes: true,
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'create', weights: { create: 1 }, target: { dataset: MANY }, writes: true },
  { name: 'get', weights: { get: 1 }, target: { dataset: MANY }, writes: false },
  { name: 'list', weights: { list: 1 }, target: { dataset: MANY }, writes: false },
  { name: 'deep list', weights: { list: 1 }, target: { dataset: BUSY, depth: DEEP }, writes: false },
  { name: 'update', weights: { update: 1 }, target: { dataset: MANY }, writes: true },
  { name: 'toggle', weights: { toggle: 1 }, target: { dataset: MANY }, writes: true },
  MIXED,
];

/** The numbers of connections to measure with. Each connection has one request in flight. */
export const CONNECTIONS = [1, 10, 100];
