import { DESCRIPTION_MAX_LENGTH, type Description, description } from '../../domain/tasks/description.ts';
import type { ImportedFile, ImportedTask } from './imported-file.ts';
import { cut, lengthOf } from './text/clean.ts';

/** The code points that notes may take in any description. Notes may take more if the text leaves room. */
const MAX_NOTES_LENGTH = 1_000;
/** Notes that are left out of the description: about the title or description itself, or about an unknown time. */
const ABOUT_TEXT = /^(?:(?:title|description): |completed_at: unknown$)/;
/** Control characters, and marks that change the direction of text, which could garble a terminal or a log. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Returns the description of a task with its notes below, so that values without a field stay readable. Text and notes
 * together are cut to 2,000 code points; the report has all notes.
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

/** Returns the lines of the report on a file: sentences on the whole file, skipped records, and the notes of tasks. */
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

/** Returns text that is safe to print on one line. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
