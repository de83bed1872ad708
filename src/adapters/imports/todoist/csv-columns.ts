import type { CsvRow } from '../text/csv.ts';
import { UnreadableExport } from '../unreadable-export.ts';

const ADVICE = 'Export the project again: in Todoist, open its menu and choose “Export as a CSV file”.';

/** The columns of a CSV file by name. A missing cell or column is read as ''. */
export class CsvColumns {
  readonly #indexes = new Map<string, number>();

  /** @throws UnreadableExport if the column TYPE or CONTENT is missing, or if two columns have the same name */
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

  /** Returns the number of cells that a row has in excess of the columns. */
  surplusOf(row: CsvRow): number {
    return Math.max(0, row.cells.length - this.#indexes.size);
  }
}
