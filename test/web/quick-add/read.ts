import { instant } from '../../../src/domain/instant.ts';
import type { QuickAdd, QuickAddOptions } from '../../../src/web/quick-add/chip.ts';
import { parseQuickAdd } from '../../../src/web/quick-add/quick-add.ts';

/** The current time in these tests: Wednesday, 25 November 2026, 10:00 in Berlin. */
const WEDNESDAY = instant(Date.parse('2026-11-25T09:00:00Z'));

export const OPTIONS: QuickAddOptions = {
  language: 'en',
  now: WEDNESDAY,
  zone: 'Europe/Berlin',
  dismissed: [],
  enabled: true,
};

/** Parses a quick-add line as if it were Wednesday, 25 November 2026, 10:00 in Berlin. */
export function read(text: string, options: Partial<QuickAddOptions> = {}): QuickAdd {
  return parseQuickAdd(text, { ...OPTIONS, ...options });
}

/** Parses a quick-add line, and returns the title and the fields in one object, without the chips. */
export function taskOf(text: string, options: Partial<QuickAddOptions> = {}) {
  const { title, fields } = read(text, options);
  return { title, ...fields };
}

/** A quick-add line, and the title and the fields that it must give. */
export type Example = readonly [line: string, task: Readonly<Record<string, unknown>>];
