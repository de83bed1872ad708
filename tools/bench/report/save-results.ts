import { writeFileSync } from 'node:fs';

/** The number of significant digits of figures in the saved file; further digits are noise. */
const DIGITS = 5;

/** A pattern that matches an array of numbers in indented JSON. */
const NUMBERS = /\[\n[\s\d.,e+-]+\]/g;

/** Writes results to `path`.json, and the picture, if there is one, to `path`.svg. */
export function saveResults(path: string, results: object, picture?: string): void {
  writeFileSync(`${path}.json`, `${jsonOf(results)}\n`);
  if (picture !== undefined) writeFileSync(`${path}.svg`, picture);
}

/** Returns indented JSON with rounded numbers, and each array of numbers on one line. */
export function jsonOf(results: object): string {
  const rounded = (_name: string, value: unknown) =>
    typeof value === 'number' && value % 1 !== 0 ? Number(value.toPrecision(DIGITS)) : value;
  return JSON.stringify(results, rounded, 2).replace(NUMBERS, (numbers) => numbers.replace(/\s+/g, ''));
}
