import { fold } from '../../domain/fold.ts';

/** A word of a quick-add line, which ends before a blank. Quoted text is a single word, with all its blanks. */
export interface Atom {
  /** The index in the line of the first UTF-16 unit of the word; `to` is the index after its last unit. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The text of the word, folded and without punctuation at its end. Words are looked up and compared by it. */
  readonly word: string;
  /**
   * The text between the quotes, without a sign such as `#` before them or punctuation after them; undefined without
   * quotes.
   */
  readonly quoted: string | undefined;
  /** True if the word begins with a quotation mark. No field is read from such a word. */
  readonly isQuote: boolean;
}

/** The opening quotation marks, each with the marks that close it. Phones type curved quotation marks. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“”'],
]);
const BLANK = /\s/;
/** Punctuation that is ignored after a closing quotation mark, and after any word that is read as a field. */
const PUNCTUATION = '.,;:!';
const AFTER_QUOTE = `${PUNCTUATION}?)`;

/** Returns the words of a line, in order. A quotation mark that is never closed is an ordinary character. */
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

/** Returns a text without the punctuation at its end. */
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

/**
 * Finds closing quotation marks, which must be at the end of a word. Reads the text only once for each kind of
 * quotation mark.
 */
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
