import { fold } from '../../domain/fold.ts';

/** A word of a quick-add line, up to a blank. Quoted text is one word with all its blanks. */
export interface Atom {
  /** Where the word begins and ends in the line, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The folded text without punctuation at its end, by which words are looked up and compared. */
  readonly word: string;
  /** The text between quotes, without a sigil before them and punctuation after them; undefined if nothing is quoted. */
  readonly quoted: string | undefined;
  /** True if the word begins with a quote, so that nothing in it is read as a field. */
  readonly isQuote: boolean;
}

/** The opening quotes, each with the quotes that close it. Phones type curved ones. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“”'],
]);
const BLANK = /\s/;
/** Punctuation that may follow a closing quote, and any word that is read as a field. */
const PUNCTUATION = '.,;:!';
const AFTER_QUOTE = `${PUNCTUATION}?)`;

/** Returns the words of a line, in order. A quote that is never closed is an ordinary character. */
export function atomsOf(text: string): Atom[] {
  const atoms: Atom[] = [];
  const closers = closersOf(text);
  for (let from = 0; from < text.length; from++) {
    if (BLANK.test(text.charAt(from))) continue;
    const opener = isSigil(text.charAt(from)) ? from + 1 : from;
    const closer = closers.after(opener);
    const to = blankAfter(text, closer ?? from);
    atoms.push(atom(text, from, to, closer === undefined ? undefined : [opener, closer]));
    from = to;
  }
  return atoms;
}

/** Returns text without the punctuation at its end. */
export function withoutPunctuation(text: string): string {
  let end = text.length;
  while (end > 0 && PUNCTUATION.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function atom(text: string, from: number, to: number, quote: readonly [number, number] | undefined): Atom {
  const own = text.slice(from, to);
  const quoted = quote === undefined ? undefined : text.slice(quote[0] + 1, quote[1]);
  const word = withoutPunctuation(fold(own));
  return { from, to, text: own, word, quoted, isQuote: quote !== undefined && quote[0] === from };
}

function isSigil(character: string): boolean {
  return character === '#' || character === '@';
}

function blankAfter(text: string, index: number): number {
  let end = index;
  while (end < text.length && !BLANK.test(text.charAt(end))) end++;
  return end;
}

/** Finds closing quotes, which must be at the end of a word. Reads the text only once for each kind of quote. */
function closersOf(text: string): { after(opener: number): number | undefined } {
  const next = new Map<string, number>();
  const find = (closing: string, from: number): number => {
    let index = from;
    while (index < text.length && !(closing.includes(text.charAt(index)) && endsWord(text, index + 1))) index++;
    return index;
  };
  return {
    after(opener) {
      const closing = CLOSING.get(text.charAt(opener));
      if (closing === undefined) return undefined;
      let index = next.get(closing) ?? 0;
      if (index <= opener) index = find(closing, opener + 1);
      next.set(closing, index);
      return index < text.length ? index : undefined;
    },
  };
}

function endsWord(text: string, index: number): boolean {
  return index === text.length || BLANK.test(text.charAt(index)) || AFTER_QUOTE.includes(text.charAt(index));
}
