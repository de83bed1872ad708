import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StormTotals } from '../storm.ts';

/** The date, the machine and the command of a measurement. */
export interface Provenance {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
}

/** The latest figures of a drill. */
interface Measured extends Provenance {
  readonly figures: readonly string[];
  readonly isKept: boolean;
}

export interface StormRecord extends Provenance, StormTotals {
  readonly seed: number;
  readonly seconds: number;
}

/** The content of docs/reliability.json: the latest measurement of each drill, and the latest storm. */
export interface Reliability {
  drills: Record<string, Measured>;
  storm?: StormRecord;
}

const FILE = 'docs/reliability.json';

export function readRecord(): Reliability {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { drills: {} };
}

/** Saves the measurements as JSON, and the Markdown page rendered from them. */
export function saveRecord(record: Reliability, page: string): void {
  writeFileSync(
    FILE,
    `${JSON.stringify(record, (_name, value) => (typeof value === 'number' ? Math.round(value) : value), 2)}\n`,
  );
  writeFileSync('docs/RELIABILITY.md', page);
}

export function savePicture(svg: string): void {
  writeFileSync('docs/reliability.svg', svg);
}
