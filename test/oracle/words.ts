const SIGN = String.raw`\p{L}\p{M}\p{Nd}`;

/** Scripts written without spaces between words, and the three Kana marks that Unicode assigns to no single script. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\u30fc\u3099\u309a`;

/** Matches a run of characters in scripts without spaces (group 1), or of other letters, marks and digits. */
const RUN = new RegExp(`([[${UNSPACED}]&&[${SIGN}]]+)|[[${SIGN}]--[${UNSPACED}]]+`, 'gv');

/** Returns a text without differences of width, accents and case: NFKD, no U+0300–036F, then full case folding. */
export function fold(text: string): string {
  const letters = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return Array.from(letters, foldCase).join('');
}

/** Returns Unicode's full case folding of one code point. Cherokee folds to capitals, and ı to itself. */
function foldCase(letter: string): string {
  if (letter === 'ı') return letter;
  const capital = letter.toLowerCase().toUpperCase();
  return /^[\u13a0-\u13f5]$/.test(capital) ? capital : capital.toLowerCase();
}

/** Compares two texts after folding, by code point, which is the order of their UTF-8 bytes. */
export function compareTexts(one: string, other: string): number {
  return Buffer.compare(Buffer.from(fold(one)), Buffer.from(fold(other)));
}

/** Returns true if each query word begins a word of the texts or, in scripts without spaces, occurs anywhere. */
export function hasWords(texts: readonly string[], query: string): boolean {
  const own = texts.flatMap(runsOf);
  return runsOf(query).every((wanted) =>
    own.some(
      (run) =>
        run.unspaced === wanted.unspaced &&
        (wanted.unspaced ? run.text.includes(wanted.text) : run.text.startsWith(wanted.text)),
    ),
  );
}

function runsOf(text: string): { text: string; unspaced: boolean }[] {
  return [...fold(text).matchAll(RUN)].map(([run, unspaced]) => ({ text: run, unspaced: unspaced !== undefined }));
}
