import type { CsvRow } from '../text/csv.ts';
import { UnreadableExport } from '../unreadable-export.ts';

const ADVICE = 'Export the project again: in Todoist, open its menu and choose “Export as a CSV file”.';

/** The cells of a row by the names of their columns. A missing cell or column is ''. */
export class CsvColumns {
  readonly #indexes = new Map<string, number>();

  /** @throws UnreadableExport if a column that every export has is missing, or if a name is there twice */
  constructor(header: CsvRow | undefined) {
    for (const [index, cell] of (header?.cells ?? []).entries()) {
      const name = cell.trim().toUpperCase();
      if (name !== '' && this.#indexes.has(name)) {
        throw new UnreadableExport(`The column ${name} is there twice`, 'line 1', ADVICE);
      }
      this.#indexes.set(name, index);
    }
    for (const name of ['TYPE', 'CONTENT']) {
      if (this.#indexes.has(name)) continue;
      throw new UnreadableExport(`The column ${name} of a Todoist project is missing`, 'line 1', ADVICE);
    }
  }

  cell(row: CsvRow, name: string): string {
    const index = this.#indexes.get(name);
    return index === undefined ? '' : (row.cells[index] ?? '');
  }

  /** Returns how many cells a row has beyond its columns. */
  surplusOf(row: CsvRow): number {
    return Math.max(0, row.cells.length - this.#indexes.size);
  }
}
