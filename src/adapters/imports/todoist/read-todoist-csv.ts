import { ImportLog } from '../draft/import-log.ts';
import type { ReadOptions } from '../formats.ts';
import type { ImportedFile } from '../imported-file.ts';
import { type CsvRow, csvRows } from '../text/csv.ts';
import type { Decoded } from '../text/decode.ts';
import { CsvColumns } from './csv-columns.ts';
import { CsvTasks } from './csv-tasks.ts';

const FILE_NAME = /^(.*?)(?: \[[^[\]]*\])?(?:\.csv)?$/is;

/**
 * Reads the CSV file of a Todoist project. The file has the name of the project, which becomes the name of the list.
 *
 * @throws UnreadableExport if the columns are not those of Todoist
 */
export function readTodoistCsv(name: string, decoded: Decoded, options: ReadOptions): ImportedFile {
  const log = new ImportLog();
  log.say('Authors, the collapsed state, the view and the descriptions of sections are gone.');
  if (decoded.isGuess) log.say('The file is not UTF-8. It was read as Windows-1252.');
  const rows = csvRows(decoded.text);
  const columns = new CsvColumns(rows.next().value);
  const project = (FILE_NAME.exec(name.slice(name.lastIndexOf('/') + 1))?.[1] ?? '').trim();
  const tasks = new CsvTasks(log, columns, project, options.today);
  for (const row of rows) readRow(tasks, log, columns, row);
  return log.seal('todoist-csv');
}

function readRow(tasks: CsvTasks, log: ImportLog, columns: CsvColumns, row: CsvRow): void {
  const place = `line ${row.line}`;
  const type = columns.cell(row, 'TYPE').trim().toLowerCase();
  if (row.isCut) log.skip(place, 'the file ends before the quote is closed');
  else if (type === 'task') tasks.task(row, place);
  else if (type === 'note') tasks.comment(row, place);
  else if (type === 'section') tasks.section(row);
  else if (type === 'project_note') log.say('Comments on the project are gone.');
  else if (type === 'type') log.skip(place, 'the columns are named again');
  else if (type !== 'meta' && row.cells.some((cell) => cell.trim() !== '')) {
    log.skip(place, type === '' ? 'the row has no type' : `rows of the type ${type.slice(0, 40)} are not known`);
  }
}
