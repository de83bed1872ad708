import { InvalidFilter } from '../invalid-filter.ts';

/** A word, quoted text, an operator, a parenthesis, a comma, or the end of a filter. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  /** The token as written, except that quoted text has neither its quotes nor its backslashes. */
  readonly text: string;
  /** The index at which the token begins, in UTF-16 units. */
  readonly index: number;
}

const SPACE = /\p{White_Space}*/uy;
const QUOTED = /"((?:[^"\\]|\\["\\])*)"/uy;
const SIGN = /[!<>]=|[=<>:(),]/uy;
/** A date and time is one word despite its colons. */
const TIME = /\d{4}-\d\d-\d\dT\d[^\p{White_Space}"()=<>!,]*/uy;
const WORD = /[^\p{White_Space}"()=<>!:,]+/uy;

/** The tokens of a filter, read one by one. */
export class Tokens {
  readonly #text: string;
  #next: Token;
  /** The index at which the next token ends, in UTF-16 units. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#read(0);
  }

  /** Returns the next token without taking it. */
  peek(): Token {
    return this.#next;
  }

  /** Returns the next token, and advances to the token after it. */
  take(): Token {
    const token = this.#next;
    if (token.kind !== 'end') this.#next = this.#read(this.#end);
    return token;
  }

  /** Takes the next token if it is the word or sign `text`. Returns whether the token was taken. */
  takeIf(kind: 'word' | 'sign', text: string): boolean {
    const isNext = this.#next.kind === kind && this.#next.text === text;
    if (isNext) this.take();
    return isNext;
  }

  /** Returns an error at the position of a token. `problem` is the message without the position. */
  error(problem: string, token = this.#next): InvalidFilter {
    return new InvalidFilter(`filter: ${problem}, at ${placeOf(this.#text, token.index)}`);
  }

  #read(from: number): Token {
    const index = from + (match(SPACE, this.#text, from)?.[0].length ?? 0);
    const found = this.#tokenAt(index);
    if (found !== undefined) return found;
    if (index === this.#text.length) return { kind: 'end', text: '', index };
    const isQuote = this.#text[index] === '"';
    const problem = isQuote
      ? 'expected text in quotes to end with a quote, and \\" or \\\\ for each quote or backslash in it'
      : 'expected != in place of !';
    throw this.error(problem, { kind: 'sign', text: '', index });
  }

  #tokenAt(index: number): Token | undefined {
    for (const [kind, pattern] of PATTERNS) {
      const found = match(pattern, this.#text, index);
      if (found === null) continue;
      this.#end = index + found[0].length;
      return { kind, text: found[1] === undefined ? found[0] : found[1].replace(/\\(.)/gu, '$1'), index };
    }
    return undefined;
  }
}

const PATTERNS: readonly [Token['kind'], RegExp][] = [
  ['quoted', QUOTED],
  ['sign', SIGN],
  ['word', TIME],
  ['word', WORD],
];

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Converts an index in UTF-16 units to a position for error messages, which counts code points from 1. */
function placeOf(text: string, index: number): number {
  return [...text.slice(0, index)].length + 1;
}
