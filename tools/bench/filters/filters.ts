import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { someOf } from '../../support/settings.ts';
import { Databases } from '../environment/databases.ts';
import { describeMachine, environmentOf } from '../report/machine.ts';
import { ByHand } from './by-hand/by-hand.ts';
import {
  type AllFigures,
  type Figures,
  measureAll,
  measureSearches,
  measureStarts,
  type TasksSize,
} from './measure.ts';
import { randomTasks, ZONE } from './random-tasks.ts';
import type { Subject } from './subject.ts';
import { type FilterTable, filterTable, markdownOf, textOf } from './table.ts';
import { type Store, Taskport } from './taskport.ts';

// Measures filters, sort orders, searches and bulk edits of one user's tasks. It compares Taskport on both stores, over
// HTTP, with hand-written SQL on PostgreSQL. Taskport and the SQL each use one connection.
//
//     make filters [STORE=sqlite] [TASKS=10000] [DATABASE_URL=postgres://…]

const STORES: readonly Store[] = ['sqlite', 'postgres'];
const SIZES = ['10000', '100000'];

await runTool(async (stack) => {
  const stores = STORES.filter((store) => someOf('STORE', STORES).includes(store));
  const counts = someOf('TASKS', SIZES).map(Number);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const tables: FilterTable[] = [];
  for (const count of counts) {
    const size = { count, today: Temporal.Now.plainDateISO(ZONE) };
    const [byHand, withIlike] = await measureByHand(databases, size);
    const measured: Figures[] = [];
    for (const store of stores) measured.push(await measureTaskport(store, databases, size, byHand));
    const table = filterTable(count, [...measured, byHand, withIlike], byHand);
    printLine(textOf(table));
    tables.push(table);
  }
  const environment = await environmentOf(databases, commandOf(stores, counts));
  const sqlite = { sqlite: process.versions.sqlite as string };
  const machine = describeMachine({ ...environment, ...(stores.includes('sqlite') && sqlite) });
  printLine(
    `For docs/performance.md:\n\n${tables.map(markdownOf).join('\n\n')}\n\n\`${environment.command}\`: ${machine}.`,
  );
});

async function measureByHand(databases: Databases, size: TasksSize): Promise<[AllFigures, Figures]> {
  await using byHand = await ByHand.open(databases);
  await fill(byHand, size);
  const all = await measureAll(byHand, size);
  const ilike = byHand.withIlike();
  return [all, { label: ilike.label, searches: await measureSearches(ilike, size) }];
}

/** Measures Taskport on one store. @throws Error if a query matches more or fewer tasks than the hand-written SQL */
async function measureTaskport(store: Store, databases: Databases, size: TasksSize, byHand: AllFigures) {
  await using taskport = await Taskport.open(store, databases);
  await fill(taskport, size);
  const cold = await measureStarts(taskport);
  const all = await measureAll(taskport, size);
  if (totalsOf(all) !== totalsOf(byHand))
    throw new Error(`${all.label} finds other numbers of tasks than the queries written by hand`);
  return { ...all, cold };
}

async function fill(subject: Subject, { count, today }: TasksSize): Promise<void> {
  printLine(`${subject.label}: inserting ${count.toLocaleString('en')} tasks, then measuring`);
  await subject.fill(randomTasks(count, today));
}

function totalsOf({ filters, searches }: AllFigures): string {
  return [filters.first, filters.again, searches.first, searches.again].map(({ totals }) => totals.join()).join('\n');
}

function commandOf(stores: readonly Store[], counts: readonly number[]): string {
  const store = stores.length === STORES.length ? [] : [`STORE=${stores.join(',')}`];
  const tasks = counts.length === SIZES.length ? [] : [`TASKS=${counts.join(',')}`];
  return ['make filters', ...store, ...tasks].join(' ');
}
