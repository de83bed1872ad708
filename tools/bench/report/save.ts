import { writeFileSync } from 'node:fs';

/** More digits than these are noise. */
const DIGITS = 5;

/** Writes results, and the picture of them, beside each other. */
export function keep(path: string, results: object, picture: string): void {
  const rounded = (_name: string, value: unknown) =>
    typeof value === 'number' && value % 1 !== 0 ? Number(value.toPrecision(DIGITS)) : value;
  writeFileSync(`${path}.json`, `${JSON.stringify(results, rounded, 2)}\n`);
  writeFileSync(`${path}.svg`, picture);
}
