import { figure, figures } from './format.ts';
import { type GrowthMeasurement, type GrowthResults, pointsOf } from './growth-results.ts';
import { describeMachine } from './machine.ts';

const WIDTHS = [8, 12, 24, 10, 26, 22];

/** Formats the results of `make growth` as a table for a terminal. */
export function growthTable({ environment, byRows, byPage }: GrowthResults): string {
  return [
    '',
    environment.command,
    describeMachine(environment),
    tableOf(byRows, 'rows'),
    tableOf(byPage, 'page'),
    'Medians of the rounds (min–max). CPU: processor time a request takes in the server and PostgreSQL. ratio: of the CPU\ntime to that in the first line of the operation, within each round.\n',
  ].join('\n');
}

function tableOf(measurements: readonly GrowthMeasurement[], unit: string): string {
  const rows = [...pointsOf(measurements)].flatMap(([operation, points]) =>
    points.map(({ at, p50, p99, cpu, growth }) => [
      operation,
      at.toLocaleString('en'),
      figures(p50),
      figure(p99.median),
      figures(cpu),
      figures(growth, 2),
    ]),
  );
  const lines = [['', unit, 'p50 ms', 'p99 ms', 'CPU µs', 'ratio'], ...rows];
  return `\n${lines.map((cells) => cells.map(padded).join(' ').trimEnd()).join('\n')}\n`;
}

function padded(cell: string, column: number): string {
  return column === 0 ? cell.padEnd(WIDTHS[0] as number) : cell.padStart(WIDTHS[column] as number);
}
