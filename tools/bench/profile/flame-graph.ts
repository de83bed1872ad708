import { bar, picture, text } from '../../support/svg.ts';
import type { Call } from './call-tree.ts';
import { indexOfPart, partOf } from './parts.ts';

const WIDTH = 1_000;
const ROW = 16;
/** The narrowest call that is drawn, and the narrowest with a name in it, in pixels. */
const MIN_WIDTH = 1;
const MIN_NAMED = 40;
/** The width of a character of the names, in pixels. */
const CHARACTER = 5.6;
const KINDS = ['a', 'b', 'c', 'd', 'e'];

/** A flame graph to draw: a scenario, its call tree, and a line about it. */
export interface Flame {
  readonly title: string;
  readonly root: Call;
}

/** Draws flame graphs below each other. The width of a call is its share of the time; the colour is that of its part. */
export function flameGraphs(title: string, flames: readonly Flame[]): string {
  const parts: string[] = [];
  let top = 0;
  for (const { title: words, root } of flames) {
    parts.push(text('ink', 10, top + 24, words, { size: 14, bold: true }));
    const depth = depthOf(root, 1);
    draw(root, 10, (WIDTH - 20) / root.total, top + 34 + depth * ROW, parts);
    top += 34 + (depth + 2) * ROW;
  }
  return picture(WIDTH, top, title, parts);
}

/** Draws a call at the height `y`, and those it called above it. */
function draw(call: Call, x: number, scale: number, y: number, parts: string[]): void {
  const width = call.total * scale;
  const kind = KINDS[indexOfPart(partOf(call)) % KINDS.length] as string;
  parts.push(bar(`${kind} rest`, x, y, width - 0.5, ROW - 1));
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

/** Returns how many calls lie above each other, without those too narrow to be drawn. */
function depthOf(call: Call, share: number): number {
  if ((WIDTH - 20) * share < MIN_WIDTH) return 0;
  const above = [...call.calls.values()].map((each) => depthOf(each, (share * each.total) / call.total));
  return 1 + Math.max(0, ...above);
}
