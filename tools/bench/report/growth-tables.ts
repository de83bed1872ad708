import { figure, figures } from './format.ts';
import { type Grown, type Growth, pointsOf } from './growth-results.ts';
import { describe } from './machine.ts';

const WIDTHS = [8, 12, 24, 10, 26, 22];

/** Everything, for people at a terminal. */
export function growthTable({ environment, byRows, byPage }: Growth): string {
  return [
    '',
    environment.command,
    describe(environment),
    tableOf(byRows, 'rows'),
    tableOf(byPage, 'page'),
    'Medians of the rounds (min–max). CPU: of the server and of PostgreSQL, for each request. ratio: of that to the first\nline of the same, within each round.\n',
  ].join('\n');
}

function tableOf(grown: readonly Grown[], unit: string): string {
  const rows = [...pointsOf(grown)].flatMap(([operation, points]) =>
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
