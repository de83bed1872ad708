import { Load } from '../load/load.ts';
import { effort, someOf } from '../support/settings.ts';
import { AbRuns } from './ab-runs.ts';
import { Databases } from './environment/databases.ts';
import { onStage } from './environment/environment.ts';
import { Rival } from './environment/measure-server.ts';
import { environmentOf } from './report/machine.ts';
import { benchPicture } from './report/pictures/bench-picture.ts';
import { say } from './report/progress.ts';
import { compare, type Measured } from './report/results.ts';
import { keep } from './report/save.ts';
import { markdownOf, tableOf } from './report/tables.ts';
import { CONNECTIONS, MIXED, SCENARIOS } from './scenarios.ts';

// How fast Taskport is, beside a small server written by hand, each on a database of its own in the same PostgreSQL.
//
//     make bench [ROUNDS=3] [SECONDS=3] [SCENARIOS=create,mixed] [DATABASE_URL=postgres://…]

/** The parts of what a server does at most, at which it is asked at a constant rate. */
const PARTS = [0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1, 1.1, 1.2];
const NAMES = SCENARIOS.map(({ name }) => name);
const MOST = Math.max(...CONNECTIONS);

await onStage(async (stack) => {
  const { rounds, seconds } = effort();
  const names = someOf('SCENARIOS', NAMES);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const taskport = stack.use(await Rival.open('taskport', databases));
  const baseline = stack.use(await Rival.open('baseline', databases));
  const runs = new AbRuns([taskport, baseline], load, { rounds, seconds });

  const measured: Measured[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name))) {
    for (const connections of CONNECTIONS) measured.push(...(await runs.play(scenario, connections)));
  }
  const mostOf = ({ name }: Rival) => compare(measured, MIXED.name, MOST)[name].perSecond.median;
  const curve = names.includes(MIXED.name) ? await runs.climb(MIXED, MOST, PARTS, mostOf) : [];
  const environment = await environmentOf(databases, `make bench ROUNDS=${rounds} SECONDS=${seconds}`);
  const results = { environment, measured, curve };
  say(tableOf(results));
  // Of a part there is no picture.
  if (names.length < NAMES.length) return;
  keep('tools/bench/results', results, benchPicture(results));
  say(
    `Written to tools/bench/results.json and tools/bench/results.svg. For docs/performance.md:\n\n${markdownOf(results)}`,
  );
});
