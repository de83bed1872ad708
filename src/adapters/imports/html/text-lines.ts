const WHITE_SPACE = /[\t\n\f\r \u00a0]+/g;

/** A writer of plain text. It writes line breaks and spaces only when more text follows. */
export class TextLines {
  readonly #parts: string[] = [];
  /** The number of line breaks to write before the next text: 0, 1 or 2. */
  #breaks = 0;
  /** True if a space must be written before the next text, unless that text begins a line. */
  #space = false;
  #item: string | null = null;
  #isEmpty = true;
  #isLineStart = true;

  text(): string {
    return this.#parts.join('').trimEnd();
  }

  newLine(): void {
    this.#breaks = Math.max(this.#breaks, 1);
  }

  emptyLine(): void {
    this.#breaks = 2;
  }

  /** Ends a line. Two line breaks in a row make an empty line. */
  lineBreak(): void {
    this.#breaks = Math.min(this.#breaks + 1, 2);
  }

  space(): void {
    this.#space = true;
  }

  /** Begins a list item. `mark`, such as `- `, is written before the item's first text, and not for an empty item. */
  item(mark: string): void {
    this.#item = mark;
  }

  endItem(): void {
    this.#item = null;
  }

  /** Adds a checkbox. At the beginning of a list item, it follows the item's mark: `- [x] `. */
  checkbox(isChecked: boolean): void {
    const mark = isChecked ? '[x] ' : '[ ] ';
    if (this.#item === null) this.add(mark, false);
    else if (this.#item === '- ') this.#item = `- ${mark}`;
  }

  position(): number {
    return this.#parts.length;
  }

  /** Returns the text that was written since {@link position} returned `position`. */
  textSince(position: number): string {
    return this.#parts.slice(position).join('');
  }

  /** Adds text. Each run of white space becomes one space, unless the text is preformatted. */
  add(text: string, isPreformatted: boolean): void {
    if (isPreformatted) {
      this.#addPreformatted(text.replaceAll('\r\n', '\n'));
      return;
    }
    const collapsed = text.replace(WHITE_SPACE, ' ');
    if (collapsed.startsWith(' ')) this.#space = true;
    const words = collapsed.trim();
    if (words === '') return;
    this.#begin();
    this.#parts.push(words);
    this.#isLineStart = false;
    this.#space = collapsed.endsWith(' ');
  }

  #addPreformatted(text: string): void {
    // The line break right after `<pre>` is not part of the text.
    const lines = this.#breaks > 0 && text.startsWith('\n') ? text.slice(1) : text;
    if (lines === '') return;
    this.#begin();
    this.#parts.push(lines);
    this.#isLineStart = lines.endsWith('\n');
  }

  /** Writes the delayed line breaks, mark of a list item, and space before the next text. */
  #begin(): void {
    if (this.#breaks > 0 && !this.#isEmpty) {
      this.#parts.push('\n'.repeat(this.#breaks));
      this.#isLineStart = true;
    }
    if (this.#item !== null) this.#parts.push(this.#item);
    else if (this.#space && !this.#isLineStart) this.#parts.push(' ');
    this.#breaks = 0;
    this.#item = null;
    this.#space = false;
    this.#isEmpty = false;
  }
}
