import { checkTextLength, MAX_CELLS } from '../limits.ts';

/** A record of a CSV file (RFC 4180). */
export interface CsvRow {
  /** The number of the record's first line in the file, from 1. */
  readonly line: number;
  /** The cells of the record, at most 200. */
  readonly cells: readonly string[];
  /** The rules of CSV that the record breaks, in words. The record could be read nevertheless. */
  readonly problems: readonly string[];
  /** True if the file ends inside a quoted cell of this record, so that the cells are not complete. */
  readonly isCut: boolean;
}

/**
 * Yields the records of a CSV file one by one. Lines end with LF or CR LF; quoted cells may contain both.
 *
 * @throws UnreadableExport if a cell is longer than 8 MiB
 */
export function* csvRows(text: string): Generator<CsvRow> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const first = line;
    const cells: string[] = [];
    const problems = new Set<string>();
    let isCut = false;
    for (let isLast = false; !isLast; ) {
      if (cells.length >= MAX_CELLS) {
        problems.add(`more than ${MAX_CELLS} cells`);
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end + 1;
        break;
      }
      const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
      checkTextLength(cell.value.length, `line ${first}`);
      cells.push(cell.value);
      if (cell.problem !== null) problems.add(cell.problem);
      line += cell.lineBreaks;
      isCut ||= cell.isCut;
      isLast = text[cell.end] !== ',';
      at = cell.end + 1;
    }
    if (text[at - 1] === '\r') at++;
    line++;
    yield { line: first, cells, problems: [...problems], isCut };
  }
}

interface Cell {
  readonly value: string;
  /** The index of the comma, CR LF or LF after the cell, or the end of the text. */
  readonly end: number;
  readonly problem: string | null;
  readonly isCut: boolean;
  /** The number of line breaks inside the cell. */
  readonly lineBreaks: number;
}

function plainCell(text: string, start: number): Cell {
  const end = endOfCell(text, start);
  const value = text.slice(start, end);
  const problem = value.includes('"') ? 'a quote inside a cell without quotes' : null;
  return { value, end, problem, isCut: false, lineBreaks: 0 };
}

function quotedCell(text: string, start: number): Cell {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { value, end: text.length, problem: null, isCut: true, lineBreaks: 0 };
    value += text.slice(at, quote);
    if (text[quote + 1] === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    const end = endOfCell(text, quote + 1);
    const rest = text.slice(quote + 1, end);
    const problem = rest === '' ? null : 'text after a closing quote';
    return { value: value + rest, end, problem, isCut: false, lineBreaks: value.split('\n').length - 1 };
  }
}

const END = /,|\r?\n/g;

function endOfCell(text: string, start: number): number {
  END.lastIndex = start;
  return END.exec(text)?.index ?? text.length;
}
