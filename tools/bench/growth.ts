import { Load } from '../support/load/load.ts';
import type { DatasetSize } from '../support/load/requests/dataset.ts';
import type { RequestTarget } from '../support/load/requests/operations.ts';
import type { Weights } from '../support/load/requests/request-mix.ts';
import { printLine } from '../support/print-line.ts';
import { runTool } from '../support/run-tool.ts';
import { type Effort, effort, numberOf } from '../support/settings.ts';
import { Databases } from './environment/databases.ts';
import { MeasuredServer } from './environment/measured-server.ts';
import type { GrowthMeasurement, GrowthResults } from './report/growth-results.ts';
import { growthTable } from './report/growth-tables.ts';
import { environmentOf } from './report/machine.ts';
import { growthPicture } from './report/pictures/growth-picture.ts';
import { progressOf } from './report/progress.ts';
import { saveResults } from './report/save-results.ts';
import { inTurn } from './turns.ts';

// Measures the cost of a request for increasing table sizes, and the cost of list pages for increasing page numbers.
//
//     make growth [ROWS=1000000] [ROUNDS=3] [SECONDS=3] [DATABASE_URL=postgres://…]

/** The number of tasks of each user. In a small dataset users have fewer, because each connection needs a user. */
const TASKS_EACH = 1_000;
const CONNECTIONS = 10;
/** The API operations in the order of measurement: `create` is last, because it adds tasks. */
const OPERATIONS = ['get', 'list', 'toggle', 'create'] as const;
/** The dataset of one user, whose task list is read at different page numbers. */
const READER = { users: 1, tasksEach: 100_000 };
const PAGE = 50;
const PAGES = [1, 10, 100, 1_000, READER.tasksEach / PAGE];
/** The range of page sizes. Sizes and offsets are random, so that most pages miss the service's list cache. */
const LIMIT = [26, 75] as const;

/** A planned measurement: an API operation, the server, and the table size or page number (`at`). */
interface Step {
  readonly operation: string;
  readonly taskport: MeasuredServer;
  readonly at: number;
  readonly weights: Weights;
  readonly target: Omit<RequestTarget, 'cursors'>;
}

await runTool(async (stack) => {
  const most = numberOf('ROWS', 1_000_000, TASKS_EACH, 10_000_000);
  const { rounds, seconds } = effort();
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const measureAll = (steps: readonly Step[]) => measureInTurn(steps, load, { rounds, seconds });

  /** Starts the service on a new database, and inserts the dataset. */
  async function fill(dataset: DatasetSize): Promise<MeasuredServer> {
    printLine(`inserting ${totalOf(dataset).toLocaleString('en')} tasks`);
    const taskport = stack.use(await MeasuredServer.open('taskport', databases));
    await taskport.restore([dataset]);
    return taskport;
  }

  const sizes: [MeasuredServer, DatasetSize][] = [];
  for (const dataset of datasetsUpTo(most)) sizes.push([await fill(dataset), dataset]);
  const byRows: GrowthMeasurement[] = [];
  for (const operation of OPERATIONS)
    byRows.push(...(await measureAll(sizes.map((size) => stepOf(operation, ...size)))));
  const reader = await fill(READER);
  const byPage = await measureAll(PAGES.map((page) => pageStep(page, reader)));
  const command = `make growth ROWS=${most} ROUNDS=${rounds} SECONDS=${seconds}`;
  const growth: GrowthResults = { environment: await environmentOf(databases, command), byRows, byPage };
  printLine(growthTable(growth));
  saveResults('tools/bench/growth', growth, growthPicture(growth));
  printLine('Written to tools/bench/growth.json and tools/bench/growth.svg.');
});

/**
 * Runs all planned measurements in each round. The order is reversed in every second round, so that a slow phase of the
 * machine affects all measurements.
 */
async function measureInTurn(
  steps: readonly Step[],
  load: Load,
  { rounds, seconds }: Effort,
): Promise<GrowthMeasurement[]> {
  const plan = { connections: CONNECTIONS, seconds };
  for (const { taskport, weights, target } of steps) await taskport.warmUp(load, { weights, target, ...plan });
  const measurements: GrowthMeasurement[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { operation, taskport, at, weights, target } of inTurn(steps, round)) {
      const measurement = await taskport.measure(load, { weights, target, ...plan, salt: round });
      measurements.push({ operation, at, round, ...measurement });
      printLine(progressOf(`${operation} at ${at.toLocaleString('en')}, round ${round}`, measurement));
    }
  }
  return measurements;
}

function datasetsUpTo(most: number): DatasetSize[] {
  const datasets: DatasetSize[] = [];
  for (let rows = TASKS_EACH; rows <= most; rows *= 10) {
    const users = Math.max(CONNECTIONS, rows / TASKS_EACH);
    datasets.push({ users, tasksEach: rows / users });
  }
  return datasets;
}

function totalOf({ users, tasksEach }: DatasetSize): number {
  return users * tasksEach;
}

function stepOf(operation: (typeof OPERATIONS)[number], taskport: MeasuredServer, dataset: DatasetSize): Step {
  const at = totalOf(dataset);
  const pages = { depth: [0, dataset.tasksEach - LIMIT[1]], limit: LIMIT } as const;
  const target = { dataset, ...(operation === 'list' && pages) };
  return { operation, taskport, at, weights: { [operation]: 1 }, target };
}

/** Returns a planned measurement of requests for a list page; each shifts the page at random by less than its size. */
function pageStep(page: number, taskport: MeasuredServer): Step {
  const start = Math.min((page - 1) * PAGE, READER.tasksEach - LIMIT[1]);
  const depth = page === 1 ? ([0, PAGE - 1] as const) : ([start - PAGE + 1, start] as const);
  const target = { dataset: READER, depth, limit: LIMIT };
  return { operation: 'page', taskport, at: page, weights: { list: 1 }, target };
}
