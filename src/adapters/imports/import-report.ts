import { DESCRIPTION_MAX_LENGTH, type Description, description } from '../../domain/tasks/description.ts';
import type { ImportedFile, ImportedTask } from './imported-file.ts';
import { cut, lengthOf } from './text/clean.ts';

/**
 * The number of code points in a description that import notes may always take. They may take more if the task's own
 * description is short.
 */
const MAX_NOTES_LENGTH = 1_000;
/**
 * Import notes that are left out of the description: those on the title, the description or a missing completion time.
 */
const ABOUT_TEXT = /^(?:(?:title|description): |completed_at: unknown$)/;
/**
 * Characters that could garble a terminal or a log: control characters, and marks that change the direction of text.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Returns the description of a task, followed by its import notes, so that values without a field are not lost. The
 * result is cut to 2,000 code points. The report on the import has all notes.
 */
export function descriptionWithNotes(task: ImportedTask): Description | null {
  const notes = task.notes.filter((note) => !ABOUT_TEXT.test(note));
  if (notes.length === 0) return task.content.description;
  const text = task.content.description ?? '';
  const separator = text === '' ? '' : '\n\n';
  const free = DESCRIPTION_MAX_LENGTH - lengthOf(text) - separator.length;
  const block = cutLines(
    ['Not kept by the import:', ...notes.map((note) => `- ${note}`)],
    Math.max(free, MAX_NOTES_LENGTH),
  );
  const rest = cut(text, DESCRIPTION_MAX_LENGTH - lengthOf(block) - separator.length);
  return description(`${rest}${separator}${block}`);
}

/** Joins as many lines as fit into `max` code points, and appends the number of lines left out. */
function cutLines(lines: readonly string[], max: number): string {
  const text = lines.join('\n');
  if (lengthOf(text) <= max) return text;
  for (let count = lines.length - 1; count > 1; count--) {
    const shorter = `${lines.slice(0, count).join('\n')}\n- … and ${lines.length - count} more`;
    if (lengthOf(shorter) <= max) return shorter;
  }
  return cut(text, max);
}

/**
 * Returns the report on an import: sentences on the whole file, a line for each skipped record, and the import notes.
 */
export function reportLines(file: ImportedFile): readonly string[] {
  return [
    ...file.once,
    ...file.skipped.map(({ place, reason }) => `${place}: skipped: ${reason}`),
    ...file.tasks.flatMap(taskLines),
  ].map(printable);
}

function taskLines(task: ImportedTask): string[] {
  return task.notes.map((note) => `${task.place}: “${cut(task.content.title, 60)}”: not kept: ${note}`);
}

/** Returns text that is safe to print on one line: with U+FFFD for characters that could garble a terminal. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
