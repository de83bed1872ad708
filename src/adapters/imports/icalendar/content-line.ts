/** A property of iCalendar (RFC 5545, section 3.1). The names of properties and parameters are in upper case. */
export interface Property {
  readonly name: string;
  /** The first value of each parameter. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The value as in the file: escapes such as `\n` or `\,` are not resolved. */
  readonly value: string;
  /** The number of the property's first line in the file, from 1. */
  readonly line: number;
}

const NAME = /[A-Za-z0-9_-]+/y;
const QUOTED = /"([^"]*)"/y;
const PLAIN = /[^";:,]*/y;

/** Reads a property from an unfolded line. Null if the line has no name, no colon, or a quote that is never closed. */
export function readProperty(text: string, line: number): Property | null {
  const scanner = new Scanner(text);
  const name = scanner.take(NAME);
  if (name === null) return null;
  const parameters = new Map<string, string>();
  while (scanner.skip(';')) {
    const parameter = scanner.take(NAME);
    if (parameter === null || !scanner.skip('=')) return null;
    do {
      const value = scanner.takeValue();
      if (value === null) return null;
      if (!parameters.has(parameter.toUpperCase())) parameters.set(parameter.toUpperCase(), unescapeParameter(value));
    } while (scanner.skip(','));
  }
  return scanner.skip(':') ? { name: name.toUpperCase(), parameters, value: scanner.rest(), line } : null;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Matches a pattern at the current position, and moves to the end of the match. Returns the first group, or else the
   * whole match; null without a match.
   */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  takeValue(): string | null {
    return this.#text[this.#at] === '"' ? this.take(QUOTED) : this.take(PLAIN);
  }

  skip(character: string): boolean {
    const isHere = this.#text[this.#at] === character;
    if (isHere) this.#at++;
    return isHere;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}

/** Resolves the escapes of a parameter's value (RFC 6868): a circumflex before a quote, an `n` or itself. */
function unescapeParameter(value: string): string {
  return value.replace(/\^([n'^])/g, (_, character: string) => ({ n: '\n', "'": '"' })[character] ?? '^');
}

/** Resolves the escapes of a text value. Unknown escapes stay as they are. */
export function unescapeText(value: string): string {
  return value.replace(/\\([nN\\,;])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}

/** Splits a list of text values at its commas, except those escaped with a backslash, and resolves the escapes. */
export function splitTexts(value: string): string[] {
  const result: string[] = [];
  let start = 0;
  for (let at = 0; at <= value.length; at++) {
    if (value[at] === '\\') at++;
    else if (at === value.length || value[at] === ',') {
      result.push(unescapeText(value.slice(start, at)));
      start = at + 1;
    }
  }
  if (start < value.length) result.push(unescapeText(value.slice(start)));
  return result;
}
