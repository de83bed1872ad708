import { fold } from '../../domain/fold.ts';

/** A part of the page that can be found. */
export interface Entry {
  /** The fragment of its address. */
  readonly id: string;
  readonly title: string;
  /** The kind of part in a word, for an operation its method. */
  readonly kind: string;
  /** The whole text of the part. */
  readonly text: string;
}

/** Returns the entries that have every word, those with the words in the title first. */
export function search(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const found = entries.flatMap((entry) => {
    const [title, text] = [fold(`${entry.title} ${entry.id} ${entry.kind}`), fold(entry.text)];
    if (!words.every((word) => title.includes(word) || text.includes(word))) return [];
    return [{ entry, rank: words.reduce((sum, word) => sum + rankOf(title, word), 0) }];
  });
  return found.sort((a, b) => b.rank - a.rank).map(({ entry }) => entry);
}

/** Returns 2 if a word of the title begins so, 1 if the title has it within a word, else 0. */
function rankOf(title: string, word: string): number {
  const at = title.indexOf(word);
  if (at < 0) return 0;
  return at === 0 || /[^\p{L}\p{N}]/u.test(title.charAt(at - 1)) ? 2 : 1;
}
