import { InvalidValue } from '../../domain/errors.ts';
import { title } from '../../domain/tasks/title.ts';
import type { Atom } from './atoms.ts';
import type { Range } from './keys.ts';

/**
 * A quick-add line, and the indices (in UTF-16 units) of the quotation marks and backslashes to remove from its title.
 */
export interface Line {
  readonly text: string;
  readonly atoms: readonly Atom[];
  readonly dropped: readonly number[];
}

/**
 * Returns the title: the typed line without the words that are read as fields (the chips). One blank replaces each
 * chip; other blanks stay as typed.
 */
export function titleOf({ text, atoms, dropped }: Line, chips: readonly Range[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const chip of [...chips, { from: atoms.length, next: atoms.length }]) {
    const to = atoms[chip.from]?.from ?? text.length;
    const part = without(text, from, to, dropped).trim();
    if (part !== '') parts.push(part);
    from = atoms[chip.next]?.from ?? text.length;
  }
  return parts.join(' ');
}

/** Returns whether the title has at least one visible character after the words of the chips are removed. */
export function hasTitle(line: Line, chips: readonly Range[]): boolean {
  try {
    title(titleOf(line, chips));
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return error.rule !== 'empty' && error.rule !== 'blank';
    throw error;
  }
}

function without(text: string, from: number, to: number, dropped: readonly number[]): string {
  let rest = '';
  let start = from;
  for (const index of dropped) {
    if (index < start || index >= to) continue;
    rest += text.slice(start, index);
    start = index + 1;
  }
  return rest + text.slice(start, to);
}
