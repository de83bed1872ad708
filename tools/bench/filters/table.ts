import { percentile, spread } from '../../support/statistics.ts';
import { figure, figures as rangeOf } from '../report/format.ts';
import { markdownTable } from '../report/tables.ts';
import type { AllFigures, Figures, FirstAndAgain } from './measure.ts';
import { WITH_START } from './random-tasks.ts';

/** A row of the results table: its title, and functions that format its latency target and its measured latencies. */
interface Line {
  readonly title: string;
  readonly target: (count: number) => string;
  readonly cell: (figures: Figures) => string | undefined;
}

const NOTHING = '–';

/**
 * The latency targets by number of tasks: for a query that is sent for the first time, and for a query that is sent
 * again after an edit.
 */
const TARGETS_MS: Readonly<Record<number, { first: number; again: number }>> = {
  10000: { first: 15, again: 3 },
  100000: { first: 150, again: 15 },
};
const BULK_TARGETS_MS = { edit: 3_000, othersP99: 50 };

const first = (count: number) => atMost(TARGETS_MS[count]?.first);
const again = (count: number) => atMost(TARGETS_MS[count]?.again);
const others = () => `p99 ${atMost(BULK_TARGETS_MS.othersP99)}`;

const LINES: readonly Line[] = [
  {
    title: 'first request after a start: median (min–max)',
    target: () => NOTHING,
    cell: ({ cold }) => cold && rangeOf(spread(cold)),
  },
  { title: 'filter, sort, count: median (p99)', target: first, cell: ({ filters }) => firstOf(filters) },
  { title: '… again after an edit', target: again, cell: ({ filters }) => againOf(filters) },
  { title: 'two words, count: median (p99)', target: first, cell: ({ searches }) => firstOf(searches) },
  { title: '… again after an edit', target: again, cell: ({ searches }) => againOf(searches) },
  {
    title: `bulk edit of ${WITH_START.toLocaleString('en')}: median (min–max)`,
    target: () => atMost(BULK_TARGETS_MS.edit),
    cell: ({ bulk }) => bulk && rangeOf(spread(bulk.edits)),
  },
  {
    title: "another user's reads meanwhile: p50 · p99 · max of how many",
    target: others,
    cell: ({ bulk }) => bulk && tailOf(bulk.reads),
  },
  {
    title: "another user's writes meanwhile: p50 · p99 · max of how many",
    target: others,
    cell: ({ bulk }) => bulk && tailOf(bulk.writes),
  },
];

/** The latencies in milliseconds, for one number of tasks, of Taskport on each store and of the hand-written SQL. */
export interface FilterTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A sentence that says how many tasks matched the queries. */
  readonly matches: string;
}

/** Builds the table from all figures. The figures of the hand-written SQL supply the numbers of matching tasks. */
export function filterTable(count: number, measured: readonly Figures[], byHand: AllFigures): FilterTable {
  const head = [`${count.toLocaleString('en')} tasks, ms`, 'target', ...measured.map(({ label }) => label)];
  const rows = LINES.map(({ title, target, cell }) => [
    title,
    target(count),
    ...measured.map((figures) => cell(figures) ?? NOTHING),
  ]);
  return { head, rows, matches: matchesOf(byHand) };
}

/** Formats the table for a terminal. */
export function textOf({ head, rows, matches }: FilterTable): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number);
  return `\n${lines.map((cells) => cells.map(padded).join('  ')).join('\n')}\n\n${matches}\n`;
}

/** Formats the table as Markdown for docs/performance.md. */
export function markdownOf({ head, rows, matches }: FilterTable): string {
  return `${markdownTable(head, rows)}\n\n${matches}`;
}

function matchesOf({ filters, searches }: AllFigures): string {
  const [filtered, found] = [filters, searches].map(({ first }) => wholeRange(first.totals));
  return `Tasks that match, median (min–max): filters ${filtered}, words ${found}.`;
}

function wholeRange(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  return `${whole(median)} (${whole(min)}–${whole(max)})`;
}

function firstOf(figures: FirstAndAgain | undefined): string | undefined {
  return figures && medianOf(figures.first.times);
}

function againOf(figures: FirstAndAgain | undefined): string | undefined {
  return figures && medianOf(figures.again.times);
}

function medianOf(times: readonly number[]): string {
  return `${figure(spread(times).median)} (${figure(percentile(sorted(times), 99))})`;
}

function tailOf(times: readonly number[]): string {
  const tail = [50, 99, 100].map((percent) => figure(percentile(sorted(times), percent))).join(' · ');
  return `${tail} of ${times.length.toLocaleString('en')}`;
}

function sorted(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b);
}

function atMost(ms: number | undefined): string {
  return ms === undefined ? NOTHING : `≤ ${ms.toLocaleString('en')}`;
}
