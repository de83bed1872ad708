import { HttpError } from '../problem/problem.ts';

export const MAX_DEPTH = 32;

/** The result for JSON that is nested deeper than {@link MAX_DEPTH}. */
export const TOO_DEEP = Symbol('too deep');

/**
 * Parses JSON (RFC 8259), stricter than `JSON.parse`: it rejects an object with a repeated key, of which `JSON.parse`
 * would silently drop all but the last, and returns no value that is nested deeper than {@link MAX_DEPTH}.
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

/** Returns the nesting depth of a valid JSON text, and the number of members in its objects, repeated keys included. */
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

/** Returns the index of the quote that ends the string at `start`. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/** Returns the number of object members in a parsed value. The JSON text has more if a key is repeated. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}
