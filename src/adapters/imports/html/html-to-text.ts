import { Nesting } from './nesting.ts';
import { type Piece, pieces } from './tags.ts';
import { TextLines } from './text-lines.ts';

/** HTML elements whose text stands on lines of its own. */
const LINES = new Set(['div', 'tr', 'section', 'article', 'header', 'footer', 'address', 'dt', 'dd', 'figure']);
/** HTML elements whose text has an empty line before and after it. */
const BLOCKS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote', 'pre', 'hr']);
const CELLS = new Set(['td', 'th']);

/** Converts HTML to plain text. The address of a link follows the link's text in parentheses. Fetches nothing. */
export function htmlToText(html: string): string {
  const writer = new Writer();
  for (const piece of pieces(html)) writer.write(piece);
  return writer.text();
}

/** Converts HTML to plain text tag by tag. It builds no tree, so that deeply nested HTML cannot exhaust the stack. */
class Writer {
  readonly #lines = new TextLines();
  readonly #nesting = new Nesting();
  #pre = 0;
  /** The address of the `<a>` element that is open, and the position at which its text begins; null outside a link. */
  #link: { readonly address: string; readonly start: number } | null = null;

  text(): string {
    this.#closeLink();
    return this.#lines.text();
  }

  write(piece: Piece): void {
    if (piece.kind === 'text') this.#lines.add(piece.text, this.#pre > 0);
    else if (piece.kind === 'close') this.#close(piece.name);
    else this.#open(piece.name, piece.attributes);
  }

  #open(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#break(name);
    this.#nesting.open(name);
    if (name === 'br') this.#lines.lineBreak();
    else if (name === 'pre') this.#pre++;
    else if (name === 'li') this.#openItem(attributes.get('data-checked'));
    else if (CELLS.has(name)) this.#lines.space();
    else if (name === 'input' && attributes.get('type')?.toLowerCase() === 'checkbox') {
      this.#lines.checkbox(attributes.has('checked'));
    } else if (name === 'img') this.#lines.add(attributes.get('alt') ?? '', false);
    else if (name === 'a') {
      this.#closeLink();
      const address = (attributes.get('href') ?? '').trim();
      this.#link = { address, start: this.#lines.position() };
    }
  }

  #openItem(checked: string | undefined): void {
    this.#lines.newLine();
    this.#lines.item(checked === undefined ? '- ' : checked === 'true' ? '- [x] ' : '- [ ] ');
  }

  #close(name: string): void {
    if (name === 'a') this.#closeLink();
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    this.#nesting.close(name);
    if (name === 'li') {
      this.#lines.endItem();
      this.#lines.newLine();
    }
    if (CELLS.has(name)) this.#lines.space();
    this.#break(name);
  }

  #break(name: string): void {
    if (!BLOCKS.has(name) && !LINES.has(name)) return;
    // Inside a list item or a table cell, a block element becomes a space. A table row always begins a new line.
    if (name === 'tr') this.#lines.newLine();
    else if (this.#nesting.isInside()) this.#lines.space();
    else if (BLOCKS.has(name)) this.#lines.emptyLine();
    else this.#lines.newLine();
  }

  #closeLink(): void {
    if (this.#link !== null && this.#link.address !== '') {
      const text = this.#lines.textSince(this.#link.start).trim();
      if (text === '') this.#lines.add(this.#link.address, false);
      else if (text !== this.#link.address) this.#lines.add(` (${this.#link.address})`, false);
    }
    this.#link = null;
  }
}
