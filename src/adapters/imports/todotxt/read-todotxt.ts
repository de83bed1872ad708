import { InvalidValue } from '../../../domain/errors.ts';
import { taskDate } from '../../../domain/tasks/task-date.ts';
import { readIso } from '../dates/written-date.ts';
import { setCompletion } from '../draft/date-fields.ts';
import type { Draft } from '../draft/draft.ts';
import { ImportLog } from '../draft/import-log.ts';
import type { ImportedFile } from '../imported-file.ts';
import { decodeUtf8, utf8Bytes } from '../text/decode.ts';
import { byteLines } from '../text/lines.ts';
import { priorityOf } from './priority-of.ts';

const PRIORITY = /^\(([A-Z])\) +/;
const DATE = /^(\d{4}-\d\d-\d\d)(?: +|$)/;
const PAIR = /^(due|t|rec|h|pri):(.+)$/s;

/** Reads a todo.txt file (https://github.com/todotxt/todo.txt), which has one task on each line. */
export function readTodotxt(bytes: Uint8Array): ImportedFile {
  const log = new ImportLog();
  log.say('The days on which tasks were created are gone.');
  for (const line of byteLines(utf8Bytes(bytes))) {
    const { text, isGuess } = decodeUtf8(line.bytes);
    if (text.trim() === '') continue;
    const draft = log.draft(`line ${line.number}`);
    if (isGuess) draft.notes.add('encoding', 'the line is not UTF-8, it was read as Windows-1252');
    readLine(draft, text);
  }
  return log.seal('todotxt');
}

function readLine(draft: Draft, line: string): void {
  let rest = line;
  draft.completed = rest.startsWith('x ');
  if (draft.completed) rest = rest.slice(2).trimStart();
  rest = takePriority(draft, rest);
  const [, day] = DATE.exec(rest) ?? [];
  if (day !== undefined && readIso(day) !== null) {
    rest = rest.replace(DATE, '');
    if (draft.completed) setCompletion(draft, day, readIso(day));
    const [, created] = DATE.exec(rest) ?? [];
    if (draft.completed && created !== undefined && readIso(created) !== null) rest = rest.replace(DATE, '');
    // Some programs write the priority of a completed task after its dates.
    if (draft.completed) rest = takePriority(draft, rest);
  }
  draft.title = rest
    .split(/[ \t]+/)
    .filter((word) => !takeWord(draft, word))
    .join(' ')
    .trim();
}

function takePriority(draft: Draft, text: string): string {
  const [found, letter] = PRIORITY.exec(text) ?? [];
  if (found === undefined || letter === undefined || draft.priority !== 'none') return text;
  draft.priority = priorityOf(letter);
  return text.slice(found.length);
}

/** Reads a word with a special meaning, such as a tag or a due date. Returns false if the word belongs to the title. */
function takeWord(draft: Draft, word: string): boolean {
  if (word.startsWith('+') && word.length > 1) {
    if (draft.list === null) draft.list = word.slice(1);
    else if (draft.list !== word.slice(1)) draft.notes.add('project', word);
    return true;
  }
  if (word.startsWith('@') && word.length > 1) {
    draft.addTag(word.slice(1));
    return true;
  }
  const [, key, value] = PAIR.exec(word) ?? [];
  if (key === undefined || value === undefined) return false;
  if (key === 'due') takeDate(draft, 'due', value);
  else if (key === 't') takeDate(draft, 'start', value);
  else if (key === 'rec') draft.notes.add('recurrence', value);
  else if (key === 'h') draft.notes.add('hidden', value);
  else takePri(draft, value);
  return true;
}

function takePri(draft: Draft, value: string): void {
  const isRead = draft.completed && draft.priority === 'none' && /^[A-Z]$/.test(value);
  if (isRead) draft.priority = priorityOf(value);
  else draft.notes.add('priority', `pri:${value}`);
}

function takeDate(draft: Draft, field: 'start' | 'due', value: string): void {
  if (draft[field] !== null) {
    draft.notes.add('date', `a second ${field}: ${value}`);
    return;
  }
  try {
    draft[field] = taskDate(value);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    draft.notes.add('date', `${field}: ${value}`);
  }
}
