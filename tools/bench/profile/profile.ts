import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Load } from '../../support/load/load.ts';
import { processTreeOf, usageOf, usedBetween } from '../../support/machine/process-usage.ts';
import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { numberOf } from '../../support/settings.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Databases } from '../environment/databases.ts';
import { MeasuredServer } from '../environment/measured-server.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { figure } from '../report/format.ts';
import { describeMachine, environmentOf } from '../report/machine.ts';
import { markdownTable } from '../report/tables.ts';
import { DATASETS, SCENARIOS } from '../scenarios.ts';
import { readCallTree } from './call-tree.ts';
import { type Flame, flameGraphs } from './flame-graph.ts';
import { timeByPart } from './parts.ts';
import { sendRequests } from './plain-load.ts';

// Shows which code uses the processor time of a request. Profiles one service process on PostgreSQL under get, list and
// create requests over 100 connections; for comparison, measures a bare `node:http` server. Draws
// tools/bench/profile.svg.
//
//     make profile [SECONDS=4] [DATABASE_URL=postgres://…]

const CONNECTIONS = 100;
/** The approximate time from the end of the load to the end of the profile: the server takes this time to stop. */
const STOP_SECONDS = 1.5;
/** For each profiled scenario, the request to the bare server that gets a response of the same length. */
const BARE_REQUESTS = { get: 'GET /task', list: 'GET /tasks?limit=50', create: 'POST /tasks' };

/** The options that set the size of the bare server's young generation (V8) to the size that `scripts/serve` sets. */
const SEMI_SPACE = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

await runTool(async (stack) => {
  const seconds = numberOf('SECONDS', 4, 1, 60);
  const databases = stack.use(await Databases.open(process.env.DATABASE_URL));
  const load = stack.use(new Load());
  const flames: Flame[] = [];
  const columns: (readonly [string, Map<string, number>])[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => Object.hasOwn(BARE_REQUESTS, name))) {
    const folder = temporaryFolder();
    const flags = `--cpu-prof --cpu-prof-interval=400 --cpu-prof-dir=${folder}`;
    const measure = async (environment: Record<string, string>) => {
      const server = await MeasuredServer.open('taskport', databases, { WORKERS: '1', ...environment });
      await server.restore(DATASETS);
      const plan = { weights: scenario.weights, target: scenario.target, connections: CONNECTIONS, seconds };
      for (let i = 0; i < 3; i++) await server.warmUp(load, plan);
      const measurement = await server.measure(load, { ...plan, salt: 1 });
      await server[Symbol.asyncDispose]();
      return measurement;
    };
    const { perSecond, serverCpu, postgresCpu } = await measure({});
    // The profiler adds a fifth to the processor time, so this run supplies only the share of each part, not its time.
    await measure({ NODE_OPTIONS: flags });
    const [profile] = readdirSync(folder);
    const root = readCallTree(join(folder, profile as string), seconds + STOP_SECONDS);
    const bare = await bareCpu(BARE_REQUESTS[scenario.name as keyof typeof BARE_REQUESTS], seconds);
    flames.push({ title: `${scenario.name}: ${figure(serverCpu)} µs of the service a request`, root });
    const parts = timeByPart(root).map(([part, time]) => [part, (time / root.total) * serverCpu] as const);
    const ends = [
      ['the service', serverCpu],
      ['of it the floor: bare node:http', bare],
      ['PostgreSQL', postgresCpu],
    ] as const;
    columns.push([scenario.name, new Map([...parts, ...ends])]);
    printLine(`${scenario.name}: ${figure(perSecond)} req/s, CPU ${figure(serverCpu)} µs, bare ${figure(bare)} µs`);
  }
  writeFileSync('tools/bench/profile.svg', flameGraphs('Where the time of a request goes', flames));
  const names = [...new Set(columns.flatMap(([, parts]) => [...parts.keys()]))];
  const rows = names.map((name) => [name, ...columns.map(([, parts]) => figure(parts.get(name) ?? 0))]);
  const environment = await environmentOf(databases, `make profile SECONDS=${seconds}`);
  printLine(markdownTable(['µs a request, 100 connections', ...columns.map(([name]) => name)], rows));
  printLine(`\n\`${environment.command}\`: ${describeMachine(environment)}.`);
});

/** Returns the processor time of a request to the bare server, in microseconds. */
async function bareCpu(request: string, seconds: number): Promise<number> {
  const server = await ServerProcess.start([process.execPath, ...SEMI_SPACE, 'tools/bench/profile/bare-server.ts'], {});
  await sendRequests(server.url, request, CONNECTIONS, 1);
  const before = usageOf(processTreeOf(server.pid));
  const requests = await sendRequests(server.url, request, CONNECTIONS, seconds);
  const used = usedBetween(before, usageOf(processTreeOf(server.pid)));
  await server.stop();
  return used / requests;
}
