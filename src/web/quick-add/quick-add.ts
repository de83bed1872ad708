import { atomsOf } from './atoms.ts';
import type { QuickAdd, QuickAddOptions } from './chip.ts';
import { todayAt } from './dates/calendar-day.ts';
import { datesOf } from './dates/edges.ts';
import { fieldsOf } from './fields.ts';
import { Keys } from './keys.ts';
import { literalsOf } from './literals.ts';
import { hasTitle, titleOf } from './title.ts';
import { datedPhrases, sigilsIn, type Understood } from './understood.ts';
import { wordsOf } from './words/words-of.ts';

/**
 * Reads a line that describes a new task: `Call Ann tomorrow 14:00 #Home @phone !high //about the boiler`.
 *
 * - `#list`, `@tag` and `!priority` are understood anywhere in the line. `//description` extends to its end. A name
 *   with blanks is quoted: `#"Two words"`.
 * - Dates and times are understood only at the end and at the beginning of the line; see `dates/`.
 * - Words in quotes, after a backslash, or turned back into text by the user are part of the title.
 * - If a field other than the tags is given more than once, the last value wins. The other values are part of the
 *   title.
 * - The title is never empty: if all words give fields, the dates become the title. Without dates, the last `#list`,
 *   `@tag`, `!priority` or `//description` becomes the title.
 *
 * @throws RangeError if the time zone is unknown
 */
export function parseQuickAdd(text: string, options: QuickAddOptions): QuickAdd {
  const atoms = options.enabled ? atomsOf(text) : [];
  if (atoms.length === 0) return { title: text.trim(), fields: {}, chips: [] };
  const languages = wordsOf(options.language);
  const today = todayAt(options.now, options.zone);
  const keys = new Keys(atoms);
  const { roles, dropped } = literalsOf(atoms, keys, options.dismissed, { languages, today });
  const sigils = sigilsIn(text, atoms, roles, languages);
  for (const { from, next } of sigils) roles.fill('chip', from, next);
  const dates = today === undefined ? [] : datedPhrases(datesOf({ atoms, roles, languages, today }), today);
  const line = { text, atoms, dropped };
  const understood = withTitle([sigils, dates], (each) => hasTitle(line, each));
  const chips = understood.map((each) => {
    const from = atoms[each.from]?.from ?? 0;
    const to = atoms[each.next - 1]?.to ?? from;
    return { from, to, text: text.slice(from, to), field: each.field, value: each.value, key: keys.keyOf(each) };
  });
  return { title: titleOf(line, understood), fields: fieldsOf(understood), chips };
}

/**
 * Returns the understood words in the order of the line. If the title would be empty, leaves out some of them, so that
 * they become the title.
 */
function withTitle(
  [sigils, dates]: readonly [readonly Understood[], readonly Understood[]],
  hasTitle: (understood: readonly Understood[]) => boolean,
): readonly Understood[] {
  const all = [...sigils, ...dates].sort((one, other) => one.from - other.from);
  if (hasTitle(all)) return all;
  let understood = sigils;
  while (understood.length > 0 && !hasTitle(understood)) understood = understood.slice(0, -1);
  return understood;
}
