import type { Priority } from '../../../domain/tasks/priority.ts';
import { stamp } from '../dates/task-dates.ts';
import { readIso } from '../dates/written-date.ts';
import { dateOf, zoneOf } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import type { ImportLog } from '../draft/import-log.ts';
import type { CsvRow } from '../text/csv.ts';
import type { CsvColumns } from './csv-columns.ts';
import { isRecurring, readCsvDate } from './csv-date.ts';
import { splitComment } from './file-token.ts';

const LABEL = /(^|\s)@(\S+)/g;
const PRIORITIES: ReadonlyMap<string, Priority> = new Map([
  ['1', 'urgent'],
  ['2', 'high'],
  ['3', 'medium'],
  ['4', 'none'],
  ['', 'none'],
]);

/** Converts the rows of a Todoist CSV file to tasks. The rows before a task determine its section and its parent. */
export class CsvTasks {
  readonly #log: ImportLog;
  readonly #columns: CsvColumns;
  readonly #project: string;
  readonly #today: Temporal.PlainDate;
  #section = '';
  #last: Draft | null = null;
  /** The last task with its ancestors, outermost first. The next row may be a subtask of any of them. */
  #open: { readonly level: number; readonly draft: Draft }[] = [];

  constructor(log: ImportLog, columns: CsvColumns, project: string, today: Temporal.PlainDate) {
    this.#log = log;
    this.#columns = columns;
    this.#project = project;
    this.#today = today;
  }

  section(row: CsvRow): void {
    this.#section = this.#columns.cell(row, 'CONTENT');
    this.#open = [];
  }

  task(row: CsvRow, place: string): void {
    const draft = this.#log.draft(place);
    const cell = (name: string) => this.#columns.cell(row, name);
    const content = cell('CONTENT');
    draft.title = content.replace(LABEL, '').trim();
    for (const label of content.matchAll(LABEL)) draft.addTag(label[2] ?? '');
    draft.text = cell('DESCRIPTION');
    draft.list = [this.#project, this.#section].filter((name) => name !== '').join('/');
    const priority = PRIORITIES.get(cell('PRIORITY').trim());
    if (priority === undefined) draft.notes.add('priority', cell('PRIORITY'));
    draft.priority = priority ?? 'none';
    this.#setParent(draft, cell('INDENT').trim());
    this.#setDates(draft, cell);
    if (cell('DURATION') !== '') draft.notes.add('duration', `${cell('DURATION')} ${cell('DURATION_UNIT')}`);
    if (cell('RESPONSIBLE') !== '') draft.notes.add('assignee', cell('RESPONSIBLE'));
    for (const problem of row.problems) draft.notes.add('row', problem);
    const surplus = this.#columns.surplusOf(row);
    if (surplus > 0) draft.notes.add('row', `${surplus} cells too many: ${row.cells.slice(-surplus).join(', ')}`);
    this.#last = draft;
  }

  comment(row: CsvRow, place: string): void {
    if (this.#last === null) {
      this.#log.skip(place, 'a comment before any task');
      return;
    }
    const { text, attachment } = splitComment(this.#columns.cell(row, 'CONTENT'));
    const date = readIso(this.#columns.cell(row, 'DATE').trim());
    this.#last.comments.push({ at: date === null ? null : stamp(date), text });
    if (attachment !== null) this.#last.notes.add('attachment', attachment);
    for (const problem of row.problems) this.#last.notes.add('row', `${problem} (${place})`);
  }

  #setParent(draft: Draft, indent: string): void {
    const isLevel = /^\d{1,9}$/.test(indent) && Number(indent) >= 1;
    if (!isLevel && indent !== '') draft.notes.add('parent', `INDENT is ${indent}`);
    const level = isLevel ? Number(indent) : 1;
    while ((this.#open.at(-1)?.level ?? 0) >= level) this.#open.pop();
    draft.parent = this.#open.at(-1)?.draft ?? null;
    this.#open.push({ level, draft });
  }

  #setDates(draft: Draft, cell: (name: string) => string): void {
    const text = cell('DATE').trim();
    const language = cell('DATE_LANG').trim();
    const date = readCsvDate(text, language, this.#today);
    if (date === null && isRecurring(text)) draft.notes.add('recurrence', text);
    else if (text !== '') {
      const hasTime = date !== null && date.time !== null;
      const zone = hasTime ? zoneOf(draft.notes, cell('TIMEZONE')) : null;
      const isForeign = language !== '' && language !== 'en';
      draft.due = dateOf(draft.notes, isForeign ? `${text} (${language})` : text, date, zone);
    }
    this.#setDeadline(draft, cell('DEADLINE').trim(), cell('DEADLINE_LANG').trim());
  }

  #setDeadline(draft: Draft, text: string, language: string): void {
    const date = readCsvDate(text, language, this.#today);
    if (text === '') return;
    draft.notes.add('deadline', `${text}${date !== null && draft.due === null ? ' (kept as due)' : ''}`);
    if (date !== null && draft.due === null) draft.due = dateOf(draft.notes, text, date, null, 'deadline');
  }
}
