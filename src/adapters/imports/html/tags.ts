import { decodeHTML, decodeHTMLAttribute } from 'entities';

/** A piece of HTML: text with its entities decoded, or a tag. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string };

/** HTML elements whose content a browser does not show in the text, and which are skipped. */
const SKIPPED = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
const NAME = /[a-zA-Z][^\s/>]*/y;
const ATTRIBUTE = /[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?/y;

/**
 * Splits HTML into text and tags, in one pass. Leaves out comments and the SKIPPED elements. A `<` without a later `>`
 * is treated as text.
 */
export function* pieces(html: string): Generator<Piece> {
  const source = new Source(html);
  let start = 0;
  for (let from = 0; from < html.length; ) {
    const open = source.find('<', from);
    const tag = open === html.length ? null : source.tagAt(open);
    from = tag?.end ?? open + 1;
    if (tag === null && open < html.length) continue;
    if (open > start) yield { kind: 'text', text: decodeHTML(html.slice(start, open)) };
    if (tag !== null && tag.piece !== null) yield tag.piece;
    start = from;
  }
  if (start < html.length) yield { kind: 'text', text: decodeHTML(html.slice(start)) };
}

interface Tag {
  readonly piece: Piece | null;
  readonly end: number;
}

/** Searches HTML, and remembers texts that were not found: otherwise a million `<` would take a million searches. */
class Source {
  readonly #html: string;
  readonly #missing = new Set<string>();

  constructor(html: string) {
    this.#html = html;
  }

  /** Returns the index of a text, or the length of the HTML if it is not found. */
  find(text: string, from: number): number {
    if (this.#missing.has(text)) return this.#html.length;
    const found = this.#html.indexOf(text, from);
    if (found !== -1) return found;
    this.#missing.add(text);
    return this.#html.length;
  }

  tagAt(open: number): Tag | null {
    if (this.#html.startsWith('<!--', open)) return this.#until('-->', open + 4);
    if (this.#html[open + 1] === '!' || this.#html[open + 1] === '?') return this.#until('>', open + 1);
    const isClosing = this.#html[open + 1] === '/';
    NAME.lastIndex = open + (isClosing ? 2 : 1);
    const name = NAME.exec(this.#html)?.[0].toLowerCase();
    if (name === undefined || this.find('>', open) === this.#html.length) return null;
    if (isClosing) return { piece: { kind: 'close', name }, end: this.find('>', open) + 1 };
    const { attributes, end } = this.#attributes(open + 1 + name.length);
    if (SKIPPED.has(name)) {
      const close = this.#closing(name, end);
      if (close !== null) return { piece: null, end: close };
    }
    return { piece: { kind: 'open', name, attributes }, end };
  }

  #until(text: string, from: number): Tag {
    const found = this.find(text, from);
    return { piece: null, end: Math.min(found + text.length, this.#html.length) };
  }

  /** Reads the attributes up to the end of a tag. If two have the same name, the first is used. */
  #attributes(start: number): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
    const attributes = new Map<string, string>();
    let at = start;
    for (ATTRIBUTE.lastIndex = at; ; ATTRIBUTE.lastIndex = at) {
      const match = ATTRIBUTE.exec(this.#html);
      if (match === null) break;
      at = ATTRIBUTE.lastIndex;
      const name = (match[1] ?? '').toLowerCase();
      if (!attributes.has(name)) attributes.set(name, decodeHTMLAttribute(match[2] ?? match[3] ?? match[4] ?? ''));
    }
    return { attributes, end: Math.min(this.find('>', at) + 1, this.#html.length) };
  }

  /** Returns the index after the end tag of an element, or null if the element has no end tag. */
  #closing(name: string, from: number): number | null {
    if (this.#missing.has(name)) return null;
    const close = new RegExp(`</${name}[^>]*>?`, 'gi');
    close.lastIndex = from;
    if (close.exec(this.#html) !== null) return close.lastIndex;
    this.#missing.add(name);
    return null;
  }
}
