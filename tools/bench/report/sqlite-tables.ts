import { figure, figures } from './format.ts';
import { describeMachine } from './machine.ts';
import { type Case, casesOf, compare, type Measured, roundsOf } from './results.ts';
import { aboveBound, footprintOf, LIVEZ_BOUND_MS, livezOf, type SqliteResults } from './sqlite-results.ts';
import { type Columns, cpuOf, markdownTable, tableOf } from './tables.ts';

const COLUMNS = [
  ['sqlite', 'SQLite'],
  ['taskport', 'PostgreSQL'],
  ['baseline', 'baseline'],
] as const satisfies Columns;
const SERVERS = COLUMNS.map(([server]) => server);

const FOOTPRINT_HEAD = ['', 'first start, ms', 'restart, ms', 'MB at rest', 'MB after a run, at most'];

/** Formats the results of `make bench STORE=sqlite` as tables for a terminal. */
export function sqliteTable(results: SqliteResults): string {
  const { measured } = results;
  const footprints = [FOOTPRINT_HEAD, ...footprintRows(results)].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(24))).join(''),
  );
  const probes = [...Map.groupBy(measured, ({ connections }) => connections)].map(
    ([connections, all]) => `  ${String(connections).padStart(4)} connections: ${livezLine(all)}`,
  );
  const title = `/livez of SQLite, 20 times a second meanwhile; bound of its p99: ${LIVEZ_BOUND_MS} ms`;
  return `${tableOf(results, COLUMNS)}\n${footprints.join('\n')}\n\n${title}\n${probes.join('\n')}\n  ${verdictOf(measured)}\n`;
}

/** Formats the results of `make bench STORE=sqlite` as Markdown for docs/performance.md. */
export function sqliteMarkdown(results: SqliteResults): string {
  const { environment, measured } = results;
  const tables = [...Map.groupBy(casesOf(measured), ({ connections }) => connections)].map(([connections, cases]) =>
    markdownTable(
      headOf(connections),
      cases.map((each) => rowOf(measured, each)),
    ),
  );
  return [
    ...tables,
    `\`/livez\`, 20 times a second during all runs on SQLite: ${livezLine(measured)}. ${verdictOf(measured)}`,
    markdownTable(FOOTPRINT_HEAD, footprintRows(results)),
    `\`${environment.command}\`: ${describeMachine(environment)}.\n`,
  ].join('\n\n');
}

function headOf(connections: number): string[] {
  const title = connections === 1 ? '1 connection' : `${connections} connections`;
  return [title, 'req/s', 'to PostgreSQL (min–max)', 'to baseline (min–max)', 'p99 ms', 'CPU µs', '`/livez` p99 ms'];
}

function rowOf(measured: readonly Measured[], each: Case): string[] {
  const comparison = compare(measured, each.scenario, each.connections);
  const ofAll = (cell: (server: (typeof SERVERS)[number]) => string) => SERVERS.map(cell).join(' · ');
  return [
    each.scenario,
    ofAll((server) => figure(comparison[server].perSecond.median)),
    figures(comparison.ratio('sqlite', 'taskport').perSecond, 2),
    figures(comparison.ratio('sqlite', 'baseline').perSecond, 2),
    ofAll((server) => figure(comparison[server].p99.median)),
    ofAll((server) => cpuOf(comparison[server])),
    figure(livezOf(roundsOf(measured, each)).p99, 2),
  ];
}

function footprintRows(results: SqliteResults): string[][] {
  return COLUMNS.map(([server, label]) => {
    const { first, restart, atRest, underLoad } = footprintOf(results, server);
    return [label, figures(first), figures(restart), figures(atRest), figure(underLoad)];
  });
}

function livezLine(measured: readonly Measured[]): string {
  const { asked, p99, slowest } = livezOf(measured);
  return `p99 ${figure(p99, 2)} ms, slowest ${figure(slowest, 2)} ms of ${asked.toLocaleString('en')}`;
}

function verdictOf(measured: readonly Measured[]): string {
  const above = aboveBound(measured);
  if (above.length === 0) return `The p99 was at most ${LIVEZ_BOUND_MS} ms in every scenario.`;
  const cases = above.map(({ scenario, connections, p99 }) => `${scenario} at ${connections} (${figure(p99, 2)} ms)`);
  return `The p99 was above ${LIVEZ_BOUND_MS} ms in: ${cases.join(', ')}.`;
}
