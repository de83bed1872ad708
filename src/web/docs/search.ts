import { fold } from '../../domain/fold.ts';

/** A part of the documentation that the search can find. */
export interface Entry {
  /** The fragment of the URL that leads to this part of the documentation. */
  readonly id: string;
  readonly title: string;
  /** The kind of the part in one word; for an API operation, its HTTP method. */
  readonly kind: string;
  /** The whole text of this part of the documentation. */
  readonly text: string;
}

/** Returns the entries that contain every word of the query. Entries whose title contains the words come first. */
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

/** Returns 2 if the word begins a word of the title, 1 if it is only inside a word of the title, else 0. */
function rankOf(title: string, word: string): number {
  const at = title.indexOf(word);
  if (at < 0) return 0;
  return at === 0 || /[^\p{L}\p{N}]/u.test(title.charAt(at - 1)) ? 2 : 1;
}
