import type { ServerName } from '../environment/server-kinds.ts';
import { figure, figures, megabytes } from './format.ts';
import { describeMachine } from './machine.ts';
import { LABELS } from './progress.ts';
import { type Comparison, casesOf, compare, type Results } from './results.ts';

const WIDTHS = [11, 6, 12, 25, 8, 8, 8, 8, 8, 8, 6, 6];
const HEAD = [
  '',
  'conns',
  '',
  'req/s (min–max)',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'srv µs',
  'pg µs',
  'load µs',
  'cores',
  'MB',
];
/** The indexes of the left-aligned text columns; the number columns are right-aligned. */
const LEFT = [0, 2, 3];

/** The servers that a table compares, each with its label, in the order of their rows. */
export type Columns = readonly (readonly [ServerName, string])[];

/** Formats all results as a table for a terminal, with ratios of the first server's figures to each other server's. */
export function tableOf(
  { environment, measured }: Pick<Results, 'environment' | 'measured'>,
  columns: Columns = [
    ['taskport', LABELS.taskport],
    ['baseline', LABELS.baseline],
  ],
): string {
  const [[first, firstLabel], ...others] = columns as [Columns[number], ...Columns];
  const rows = casesOf(measured).flatMap(({ scenario, connections }) => {
    const comparison = compare(measured, scenario, connections);
    return [
      ...columns.map(([server, label], i) => [
        ...(i === 0 ? [scenario, String(connections)] : ['', '']),
        label,
        ...cellsOfServer(comparison[server]),
      ]),
      ...others.map(([server, label]) => ['', '', `/ ${label}`, ratiosOf(comparison.ratio(first, server))]),
    ];
  });
  const lines = [HEAD, ...rows].map((cells) => cells.map(padded).join(' ').trimEnd());
  const legend = `${LEGEND} /: ratio of ${firstLabel} to this server within each round.`;
  return `\n${environment.command}\n${describeMachine(environment)}\n\n${lines.join('\n')}\n\n${legend}\n`;
}

const LEGEND = `Closed loop: each connection sends its next request after the answer to the last, so latency includes queueing. Medians
of the rounds. srv: processor time a request takes in all processes of the server; pg: in its PostgreSQL backends;
load: in the load generator. cores: how many processors these three used together, on average.
MB: resident memory of the server; shared pages count for each process.`;

function padded(cell: string, column: number): string {
  const width = WIDTHS[column] ?? 0;
  return LEFT.includes(column) ? cell.padEnd(width) : cell.padStart(width);
}

function cellsOfServer({ perSecond, memory, ...spreads }: Comparison[ServerName]): string[] {
  const { p50, p95, p99, serverCpu, postgresCpu, loadCpu, cores } = spreads;
  const cells = [p50, p95, p99, serverCpu, postgresCpu, loadCpu, cores].map(({ median }) => figure(median));
  return [figures(perSecond), ...cells, megabytes(memory.median)];
}

function ratiosOf({ perSecond, cpu, p99 }: ReturnType<Comparison['ratio']>): string {
  return `req/s ${figures(perSecond)}, CPU ${figures(cpu)}, p99 ${figures(p99)}`;
}

/** Returns a Markdown table with a head. Its first column is text; all other columns are right-aligned figures. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Formats the results for the highest number of connections as a Markdown table for docs/performance.md. */
export function markdownOf({ environment, measured }: Results): string {
  const most = Math.max(...measured.map(({ connections }) => connections));
  const rows = casesOf(measured)
    .filter(({ connections }) => connections === most)
    .map(({ scenario, connections }) => [scenario, ...cellsOf(compare(measured, scenario, connections))]);
  const head = [
    `${most} connections`,
    'req/s',
    'baseline',
    'ratio (min–max)',
    'p99 ms',
    'baseline',
    'CPU µs',
    'baseline',
    'ratio (min–max)',
    'cores',
    'baseline',
  ];
  return `${markdownTable(head, rows)}\n\n\`${environment.command}\`: ${describeMachine(environment)}.\n`;
}

function cellsOf(comparison: Comparison): string[] {
  const { taskport, baseline } = comparison;
  const ratio = comparison.ratio('taskport', 'baseline');
  return [
    figure(taskport.perSecond.median),
    figure(baseline.perSecond.median),
    figures(ratio.perSecond, 2),
    figure(taskport.p99.median),
    figure(baseline.p99.median),
    cpuOf(taskport),
    cpuOf(baseline),
    figures(ratio.cpu, 2),
    figure(taskport.cores.median),
    figure(baseline.cores.median),
  ];
}

/** Formats the processor time per request of the server and PostgreSQL together, in microseconds. */
export function cpuOf({ serverCpu, postgresCpu }: Comparison[ServerName]): string {
  return figure(serverCpu.median + postgresCpu.median);
}
