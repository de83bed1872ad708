import { writeFileSync } from 'node:fs';

/** Significant digits in the file; further ones are noise. */
const DIGITS = 5;

/** Writes results to `path`.json and their picture to `path`.svg. */
export function saveResults(path: string, results: object, picture: string): void {
  const rounded = (_name: string, value: unknown) =>
    typeof value === 'number' && value % 1 !== 0 ? Number(value.toPrecision(DIGITS)) : value;
  writeFileSync(`${path}.json`, `${JSON.stringify(results, rounded, 2)}\n`);
  writeFileSync(`${path}.svg`, picture);
}
