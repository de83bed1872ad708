import { HttpError } from '../problem/problem.ts';

export const MAX_DEPTH = 32;

/** Stands for a value that is nested too deep. */
export const TOO_DEEP = Symbol('too deep');

/**
 * Parses JSON (RFC 8259), stricter than `JSON.parse`: a key given twice is refused, for one would win in silence, and
 * what is nested deeper than {@link MAX_DEPTH} levels is not looked into.
 *
 * @returns the value, or {@link TOO_DEEP}
 * @throws HttpError `malformed_json`
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpError('malformed_json');
  }
  const { depth, members } = measure(text);
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (members > countMembers(value)) throw new HttpError('malformed_json', { detail: 'The body repeats a key' });
  return value;
}

/** How deep a valid JSON text is nested, and how many members its objects are written with. */
function measure(text: string): { depth: number; members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i);
    else if (character === ':') members++;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return { depth: deepest, members };
}

/** Where the string that begins at `start` ends; what is in it is not structure. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/** How many members the objects of a value have left: fewer than were written where a key was given twice. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}
