import { isRecord, ownValue } from '../json/fields.ts';

const START = '[[file ';
const END = ']]';

/** A comment of a Todoist CSV file, separated into its text and the attachment at its end. */
export interface SplitComment {
  readonly text: string;
  /** The name and address of the file, or null if there is none. */
  readonly attachment: string | null;
}

/** Splits a comment such as `Second page [[file {"file_name":"page.png","file_url":"https://…"}]]`. */
export function splitComment(content: string): SplitComment {
  const trimmed = content.trimEnd();
  const start = trimmed.lastIndexOf(START);
  if (start === -1 || !trimmed.endsWith(END)) return { text: content, attachment: null };
  const file = parsed(trimmed.slice(start + START.length, -END.length));
  // A `[[file …]]` that cannot be read stays in the text, so that no data is lost.
  return file === null
    ? { text: content, attachment: null }
    : { text: trimmed.slice(0, start).trim(), attachment: file };
}

function parsed(json: string): string | null {
  try {
    return attachmentText(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Returns the name and address of a comment's file; null if the value does not describe a file. */
export function attachmentText(value: unknown): string | null {
  if (!isRecord(value)) return null;
  const parts = [ownValue(value, 'file_name'), ownValue(value, 'file_url')];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ') || null;
}
