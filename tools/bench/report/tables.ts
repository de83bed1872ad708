import type { RivalName } from '../environment/kinds.ts';
import { figure, figures, megabytes } from './format.ts';
import { describe } from './machine.ts';
import { LABELS } from './progress.ts';
import { type Comparison, casesOf, compare, type Results } from './results.ts';

const WIDTHS = [11, 6, 10, 25, 8, 8, 8, 8, 8, 6];
const HEAD = ['', 'conns', '', 'req/s (min–max)', 'p50 ms', 'p95 ms', 'p99 ms', 'srv µs', 'pg µs', 'MB'];

/** Everything, for people at a terminal. */
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
  return `\n${environment.command}\n${describe(environment)}\n\n${lines.join('\n')}\n\n${LEGEND}\n`;
}

const LEGEND = `Closed loop: each connection asks anew as soon as it is answered, so latency includes the queue of all of them. Medians of
the rounds. srv: processor time of all processes of the server for each request; pg: of those that serve it in PostgreSQL.
MB: resident memory of the server's processes, what they share counted for each. ratio: Taskport / baseline within each round.`;

function padded(cell: string, column: number): string {
  const width = WIDTHS[column] ?? 0;
  return column === 0 || column === 2 ? cell.padEnd(width) : column === 3 ? cell.padEnd(width) : cell.padStart(width);
}

function rowOf(names: string[], rival: RivalName, comparison: Comparison): string[] {
  const { perSecond, p50, p95, p99, serverCpu, postgresCpu, memory } = comparison[rival];
  const cells = [p50, p95, p99, serverCpu, postgresCpu].map(({ median }) => figure(median));
  return [...names, LABELS[rival], figures(perSecond), ...cells, megabytes(memory.median)];
}

function ratiosOf({ ratio: { perSecond, cpu, p99 } }: Comparison): string {
  return `req/s ${figures(perSecond)}, CPU ${figures(cpu)}, p99 ${figures(p99)}`;
}

/** The table of the most connections, for docs/performance.md. */
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
  return `${table}\n\n\`${environment.command}\`: ${describe(environment)}.\n`;
}

function cellsOf({ taskport, baseline, ratio }: Comparison): string[] {
  const cpu = ({ serverCpu, postgresCpu }: Comparison[RivalName]) => figure(serverCpu.median + postgresCpu.median);
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
