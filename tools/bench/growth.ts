import type { DatasetSize } from '../load/dataset.ts';
import { Load } from '../load/load.ts';
import type { Place } from '../load/operations.ts';
import type { Weights } from '../load/request-mix.ts';
import { type Effort, effort, numberOf } from '../support/settings.ts';
import { Databases } from './environment/databases.ts';
import { onStage } from './environment/environment.ts';
import { Rival } from './environment/measure-server.ts';
import type { Grown, Growth } from './report/growth-results.ts';
import { growthTable } from './report/growth-tables.ts';
import { environmentOf } from './report/machine.ts';
import { growthPicture } from './report/pictures/growth-picture.ts';
import { progressOf, say } from './report/progress.ts';
import { keep } from './report/save.ts';

// What a request costs while the table grows, and what a page of a list costs far from its beginning.
//
//     make growth [ROWS=1000000] [ROUNDS=3] [SECONDS=3] [DATABASE_URL=postgres://…]

/** Of each user; fewer where there would be fewer users than connections, for how many are at work must not change. */
const TASKS_EACH = 1_000;
const CONNECTIONS = 10;
/** What adds tasks comes last. */
const OPERATIONS = ['get', 'list', 'toggle', 'create'] as const;
/** Whose list is read page by page. */
const READER = { users: 1, tasksEach: 100_000 };
const PAGE = 50;
const PAGES = [1, 10, 100, 1_000, READER.tasksEach / PAGE];
/** How many tasks a page has. So many different pages are asked for that few are still in memory. */
const LIMIT = [26, 75] as const;

/** An operation, where it is measured, and at which size or page. */
interface Step {
  readonly operation: string;
  readonly taskport: Rival;
  readonly at: number;
  readonly weights: Weights;
  readonly place: Omit<Place, 'cursors'>;
}

await onStage(async (stack) => {
  const most = numberOf('ROWS', 1_000_000, TASKS_EACH, 10_000_000);
  const { rounds, seconds } = effort();
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const play = (steps: readonly Step[]) => playInTurn(steps, load, { rounds, seconds });

  /** A service with so many tasks in a database of its own. */
  async function fill(dataset: DatasetSize): Promise<Rival> {
    say(`filling: ${totalOf(dataset).toLocaleString('en')} tasks`);
    const taskport = stack.use(await Rival.open('taskport', databases));
    await taskport.restore([dataset]);
    return taskport;
  }

  const sizes: [Rival, DatasetSize][] = [];
  for (const dataset of crowdsUpTo(most)) sizes.push([await fill(dataset), dataset]);
  const byRows: Grown[] = [];
  for (const operation of OPERATIONS) byRows.push(...(await play(sizes.map((size) => stepOf(operation, ...size)))));
  const reader = await fill(READER);
  const byPage = await play(PAGES.map((page) => reading(page, reader)));
  const command = `make growth ROWS=${most} ROUNDS=${rounds} SECONDS=${seconds}`;
  const growth: Growth = { environment: await environmentOf(databases, command), byRows, byPage };
  say(growthTable(growth));
  keep('tools/bench/growth', growth, growthPicture(growth));
  say('Written to tools/bench/growth.json and tools/bench/growth.svg.');
});

/** There and back, so that a slow minute of the machine falls on all steps. */
async function playInTurn(steps: readonly Step[], load: Load, { rounds, seconds }: Effort): Promise<Grown[]> {
  const order = { connections: CONNECTIONS, seconds };
  for (const { taskport, weights, place } of steps) await taskport.warmUp(load, { weights, place, ...order });
  const grown: Grown[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { operation, taskport, at, weights, place } of round % 2 === 0 ? steps.toReversed() : steps) {
      const measurement = await taskport.measure(load, { weights, place, ...order, salt: round });
      grown.push({ operation, at, round, ...measurement });
      say(progressOf(`${operation} at ${at.toLocaleString('en')}, round ${round}`, measurement));
    }
  }
  return grown;
}

function crowdsUpTo(most: number): DatasetSize[] {
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

function stepOf(operation: (typeof OPERATIONS)[number], taskport: Rival, dataset: DatasetSize): Step {
  const at = totalOf(dataset);
  const pages = { depth: [0, dataset.tasksEach - LIMIT[1]], limit: LIMIT } as const;
  const place = { dataset, ...(operation === 'list' && pages) };
  return { operation, taskport, at, weights: { [operation]: 1 }, place };
}

/** A page that begins where this one does, or up to a page away. */
function reading(page: number, taskport: Rival): Step {
  const start = Math.min((page - 1) * PAGE, READER.tasksEach - LIMIT[1]);
  const depth = page === 1 ? ([0, PAGE - 1] as const) : ([start - PAGE + 1, start] as const);
  const place = { dataset: READER, depth, limit: LIMIT };
  return { operation: 'page', taskport, at: page, weights: { list: 1 }, place };
}
