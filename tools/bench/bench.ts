import { Load } from '../support/load/load.ts';
import { printLine } from '../support/print-line.ts';
import { runTool } from '../support/run-tool.ts';
import { effort, oneOf, someOf } from '../support/settings.ts';
import { AbRuns } from './ab-runs.ts';
import { Databases } from './environment/databases.ts';
import { MeasuredServer } from './environment/measured-server.ts';
import { environmentOf } from './report/machine.ts';
import { benchPicture } from './report/pictures/bench-picture.ts';
import { compare } from './report/results.ts';
import { saveResults } from './report/save-results.ts';
import { markdownOf, tableOf } from './report/tables.ts';
import { CONNECTIONS, MIXED, SCENARIOS } from './scenarios.ts';
import { benchSqlite } from './sqlite-bench.ts';

// Measures the speed of Taskport and of the baseline server, each on its own database in the same PostgreSQL server.
// With STORE=sqlite, also measures Taskport on the embedded store.
//
//     make bench [STORE=sqlite] [ROUNDS=3] [SECONDS=3] [SCENARIOS=create,mixed] [DATABASE_URL=postgres://…]

/** The request rates at which latency is measured, as fractions of the peak rate of each server. */
const RATE_SHARES = [0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1, 1.1, 1.2];
const NAMES = SCENARIOS.map(({ name }) => name);
const MAX_CONNECTIONS = Math.max(...CONNECTIONS);

await runTool((stack) => (oneOf('STORE', ['postgres', 'sqlite']) === 'sqlite' ? benchSqlite(stack) : bench(stack)));

async function bench(stack: AsyncDisposableStack): Promise<void> {
  const { rounds, seconds } = effort();
  const names = someOf('SCENARIOS', NAMES);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const taskport = stack.use(await MeasuredServer.open('taskport', databases));
  const baseline = stack.use(await MeasuredServer.open('baseline', databases));
  const runs = new AbRuns([taskport, baseline], load, { rounds, seconds });

  const measured = await runs.measureAll(SCENARIOS.filter(({ name }) => names.includes(name)));
  const peakOf = ({ name }: MeasuredServer) => compare(measured, MIXED.name, MAX_CONNECTIONS)[name].perSecond.median;
  const curve = names.includes(MIXED.name)
    ? await runs.measureAtRates(MIXED, MAX_CONNECTIONS, RATE_SHARES, peakOf)
    : [];
  const environment = await environmentOf(databases, `make bench ROUNDS=${rounds} SECONDS=${seconds}`);
  const results = { environment, measured, curve };
  printLine(tableOf(results));
  // Results are saved only if all scenarios were measured, because the picture drawn from them shows all.
  if (names.length < NAMES.length) return;
  saveResults('tools/bench/results', results, benchPicture(results));
  printLine(
    `Written to tools/bench/results.json and tools/bench/results.svg. For docs/performance.md:\n\n${markdownOf(results)}`,
  );
}
