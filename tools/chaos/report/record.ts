import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StormTotals } from '../storm.ts';

/** Where and how something was measured. */
export interface Provenance {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
}

/** What a drill has measured when it was last done. */
interface Measured extends Provenance {
  readonly figures: readonly string[];
  readonly isKept: boolean;
}

export interface StormRecord extends Provenance, StormTotals {
  readonly seed: number;
  readonly seconds: number;
}

/** Everything that was measured last, each by itself. */
export interface Reliability {
  drills: Record<string, Measured>;
  storm?: StormRecord;
}

const FILE = 'docs/reliability.json';

export function readRecord(): Reliability {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { drills: {} };
}

/** Writes down what was measured, and the page that is made of it. */
export function saveRecord(record: Reliability, page: string): void {
  writeFileSync(
    FILE,
    `${JSON.stringify(record, (_name, value) => (typeof value === 'number' ? Math.round(value) : value), 2)}\n`,
  );
  writeFileSync('docs/RELIABILITY.md', page);
}

export function savePicture(drawn: string): void {
  writeFileSync('docs/reliability.svg', drawn);
}
