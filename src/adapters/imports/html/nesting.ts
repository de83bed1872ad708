/** The HTML lists, tables, items and cells that are open. It allows for missing end tags of items, cells and rows. */
export class Nesting {
  readonly #open: Kind[] = [];
  readonly #counts = { list: 0, item: 0, cell: 0 };

  open(name: string): void {
    const kind = KINDS.get(name);
    if (kind === 'item' || kind === 'cell' || name === 'tr') this.#popTop(kind ?? 'cell');
    if (kind !== undefined) this.#push(kind);
  }

  close(name: string): void {
    const kind = KINDS.get(name);
    if (kind === 'list' && this.#counts.list > 0) this.#popThrough('list');
    else if (kind === 'item' || kind === 'cell') this.#popTop(kind);
    else if (name === 'tr') this.#popTop('cell');
  }

  /** Returns whether the current position is inside a list item or a table cell. */
  isInside(): boolean {
    return this.#counts.item + this.#counts.cell > 0;
  }

  #push(kind: Kind): void {
    this.#open.push(kind);
    this.#counts[kind]++;
  }

  #popTop(kind: Kind): void {
    if (this.#open.at(-1) !== kind) return;
    this.#open.pop();
    this.#counts[kind]--;
  }

  #popThrough(kind: Kind): void {
    for (let top = this.#open.pop(); top !== undefined; top = this.#open.pop()) {
      this.#counts[top]--;
      if (top === kind) return;
    }
  }
}

/** The kinds of open HTML elements. A table is treated as a list whose items are its cells. */
type Kind = 'list' | 'item' | 'cell';

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['ul', 'list'],
  ['ol', 'list'],
  ['table', 'list'],
  ['li', 'item'],
  ['td', 'cell'],
  ['th', 'cell'],
]);
