import { checkTextLength, MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_TEXT_LENGTH } from '../limits.ts';
import { UnreadableExport } from '../unreadable-export.ts';
import { firstError } from './first-error.ts';

/**
 * Parses JSON with limits on its depth and its number of values. Both are checked before `JSON.parse`, which may need
 * 50 bytes of memory for two bytes of text.
 *
 * @throws UnreadableExport with the line and column of the error
 */
export function parseJson(text: string): unknown {
  checkShape(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = positionOf(error, text);
    throw new UnreadableExport(
      position >= text.trimEnd().length ? 'The file ends in the middle of its JSON' : 'The file is not valid JSON',
      placeAt(text, position),
      'Export it again, without comments or text around it.',
    );
  }
}

/** Checks the depth and the number of values of JSON without parsing it. Ignores brackets and commas inside strings. */
function checkShape(text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end - at > MAX_TEXT_LENGTH) checkTextLength(end - at, placeAt(text, at));
      at = end;
    } else if (code === COMMA) values++;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      values++;
      if (++depth > MAX_JSON_DEPTH) throw tooMuch(`nested deeper than ${MAX_JSON_DEPTH} levels`, text, at);
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
    if (values > MAX_JSON_VALUES) throw tooMuch(`made of more than ${MAX_JSON_VALUES} values`, text, at);
  }
}

const [QUOTE, COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 44, 91, 93, 123, 125] as const;

/** Returns the index of the quote that ends a string, or the length of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function tooMuch(what: string, text: string, at: number): UnreadableExport {
  return new UnreadableExport(`The JSON is ${what}`, placeAt(text, at), 'No task service writes such a file.');
}

/** Returns the index of a syntax error, from V8's message if the message has it. */
function positionOf(error: unknown, text: string): number {
  const named = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return named === undefined ? firstError(text) : Number(named);
}

function placeAt(text: string, position: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return `line ${line}, column ${position - start + 1}`;
}
