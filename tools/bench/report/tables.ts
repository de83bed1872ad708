import type { ServerName } from '../environment/server-kinds.ts';
import { figure, figures, megabytes } from './format.ts';
import { describeMachine } from './machine.ts';
import { LABELS } from './progress.ts';
import { type Comparison, casesOf, compare, type Results } from './results.ts';

const WIDTHS = [11, 6, 10, 25, 8, 8, 8, 8, 8, 6];
const HEAD = ['', 'conns', '', 'req/s (min–max)', 'p50 ms', 'p95 ms', 'p99 ms', 'srv µs', 'pg µs', 'MB'];

/** Returns all results as a table for a terminal. */
export function tableOf({ environment, measured }: Results): string {
  const rows = casesOf(measured).flatMap(({ scenario, connections }) => {
    const comparison = compare(measured, scenario, connections);
    return [
      rowOf([scenario, String(connections)], 'taskport', comparison),
      rowOf(['', ''], 'baseline', comparison),
      ['', '', 'ratio', ratiosOf(comparison)],
    ];
  });
  const lines = [HEAD, ...rows].map((cells) =>
    cells
      .map((cell, i) => padded(cell, i))
      .join(' ')
      .trimEnd(),
  );
  return `\n${environment.command}\n${describeMachine(environment)}\n\n${lines.join('\n')}\n\n${LEGEND}\n`;
}

const LEGEND = `Closed loop: each connection sends its next request after the answer to the last, so latency includes queueing. Medians
of the rounds. srv: processor time a request takes in all processes of the server; pg: in its PostgreSQL backends.
MB: resident memory of the server; shared pages count for each process. ratio: Taskport / baseline within each round.`;

function padded(cell: string, column: number): string {
  const width = WIDTHS[column] ?? 0;
  return column === 0 || column === 2 ? cell.padEnd(width) : column === 3 ? cell.padEnd(width) : cell.padStart(width);
}

function rowOf(names: string[], server: ServerName, comparison: Comparison): string[] {
  const { perSecond, p50, p95, p99, serverCpu, postgresCpu, memory } = comparison[server];
  const cells = [p50, p95, p99, serverCpu, postgresCpu].map(({ median }) => figure(median));
  return [...names, LABELS[server], figures(perSecond), ...cells, megabytes(memory.median)];
}

function ratiosOf({ ratio: { perSecond, cpu, p99 } }: Comparison): string {
  return `req/s ${figures(perSecond)}, CPU ${figures(cpu)}, p99 ${figures(p99)}`;
}

/** Returns the results with the most connections as a Markdown table for docs/performance.md. */
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
  ];
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${table}\n\n\`${environment.command}\`: ${describeMachine(environment)}.\n`;
}

function cellsOf({ taskport, baseline, ratio }: Comparison): string[] {
  const cpu = ({ serverCpu, postgresCpu }: Comparison[ServerName]) => figure(serverCpu.median + postgresCpu.median);
  return [
    figure(taskport.perSecond.median),
    figure(baseline.perSecond.median),
    figures(ratio.perSecond, 2),
    figure(taskport.p99.median),
    figure(baseline.p99.median),
    cpu(taskport),
    cpu(baseline),
    figures(ratio.cpu, 2),
  ];
}
