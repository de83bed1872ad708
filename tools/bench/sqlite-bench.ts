import { Load } from '../support/load/load.ts';
import { printLine } from '../support/print-line.ts';
import { effort, someOf } from '../support/settings.ts';
import { AbRuns } from './ab-runs.ts';
import { Databases } from './environment/databases.ts';
import { MeasuredServer } from './environment/measured-server.ts';
import { measureStarts } from './environment/starts.ts';
import { environmentOf } from './report/machine.ts';
import { saveResults } from './report/save-results.ts';
import { sqliteMarkdown, sqliteTable } from './report/sqlite-tables.ts';
import { SCENARIOS } from './scenarios.ts';

const SERVERS = ['sqlite', 'taskport', 'baseline'] as const;
const NAMES = SCENARIOS.map(({ name }) => name);

/** Measures Taskport on SQLite, Taskport on PostgreSQL, and the baseline server. */
export async function benchSqlite(stack: AsyncDisposableStack): Promise<void> {
  const { rounds, seconds } = effort();
  const names = someOf('SCENARIOS', NAMES);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const starts = await measureStarts(SERVERS, databases, rounds);
  const servers: MeasuredServer[] = [];
  for (const name of SERVERS) servers.push(stack.use(await MeasuredServer.open(name, databases)));
  const runs = new AbRuns(servers, load, { rounds, seconds });
  const measured = await runs.measureAll(SCENARIOS.filter(({ name }) => names.includes(name)));
  const isComplete = names.length === NAMES.length;
  const choice = isComplete ? '' : ` SCENARIOS=${names.join(',')}`;
  const command = `make bench STORE=sqlite ROUNDS=${rounds} SECONDS=${seconds}${choice}`;
  const environment = { ...(await environmentOf(databases, command)), sqlite: process.versions.sqlite as string };
  const results = { environment, measured, starts };
  printLine(`${sqliteTable(results)}\nFor docs/performance.md:\n\n${sqliteMarkdown(results)}`);
  // Results are saved only if all scenarios were measured.
  if (!isComplete) return;
  saveResults('tools/bench/results-sqlite', results);
  printLine('Written to tools/bench/results-sqlite.json.');
}
