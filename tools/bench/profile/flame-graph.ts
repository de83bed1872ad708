import { bar, picture, text } from '../../support/svg.ts';
import type { Call } from './call-tree.ts';
import { COLOURS, partOf } from './parts.ts';

const WIDTH = 1_000;
const ROW = 16;
const LEGEND_HEIGHT = 26;
/** The minimum width of a call that is drawn, in pixels. */
const MIN_WIDTH = 1;
/** The minimum width of a call that is drawn with its name, in pixels. */
const MIN_NAMED = 40;
/** The width of a character in a call's name, in pixels. */
const CHARACTER = 5.6;

/** A flame graph to draw: a title, and the call tree of a scenario. */
export interface Flame {
  readonly title: string;
  readonly root: Call;
}

/** Draws flame graphs below each other. A call's width shows its share of the time, its colour the kind of code. */
export function flameGraphs(title: string, flames: readonly Flame[]): string {
  const parts = legend();
  let top = LEGEND_HEIGHT;
  for (const { title: words, root } of flames) {
    parts.push(text('ink', 10, top + 24, words, { size: 14, bold: true }));
    const depth = depthOf(root, 1);
    draw(root, 10, (WIDTH - 20) / root.total, top + 34 + depth * ROW, parts);
    top += 34 + (depth + 2) * ROW;
  }
  return picture(WIDTH, top, title, parts);
}

function legend(): string[] {
  return Object.entries(COLOURS).flatMap(([colour, meaning], i) => [
    bar(`${colour} rest`, 10 + i * 195, 10, 12, 12),
    text('soft', 27 + i * 195, 20, meaning, { size: 11 }),
  ]);
}

/** Draws the bar of a call at the y coordinate `y`, and above it the bars of the calls that it made. */
function draw(call: Call, x: number, scale: number, y: number, parts: string[]): void {
  const width = call.total * scale;
  parts.push(bar(`${partOf(call).colour} rest`, x, y, width - 0.5, ROW - 1));
  const name = labelOf(call).slice(0, Math.floor(width / CHARACTER));
  if (width > MIN_NAMED) parts.push(text('ink', x + 2, y + 11, name, { size: 10 }));
  let left = x;
  for (const each of [...call.calls.values()].toSorted((a, b) => b.total - a.total)) {
    if (each.total * scale < MIN_WIDTH) continue;
    draw(each, left, scale, y - ROW, parts);
    left += each.total * scale;
  }
}

function labelOf({ name, url }: Call): string {
  const file = url.replace(/^.*\//, '');
  return `${name || '(anonymous)'}${file === '' ? '' : ` ${file}`}`;
}

/** Returns the number of levels of a call tree, not counting calls that are too narrow to be drawn. */
function depthOf(call: Call, share: number): number {
  if ((WIDTH - 20) * share < MIN_WIDTH) return 0;
  const above = [...call.calls.values()].map((each) => depthOf(each, (share * each.total) / call.total));
  return 1 + Math.max(0, ...above);
}
