import type { QuickAdd, QuickAddOptions } from './chip.ts';

export function parseQuickAdd(text: string, _options: QuickAddOptions): QuickAdd {
  return { title: text.trim(), fields: {}, chips: [] };
}
