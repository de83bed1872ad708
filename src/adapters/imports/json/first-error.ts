const TOKEN = /[ \t\n\r]*(?:(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|[[\]{},:"])/y;

/** The tokens that JSON allows at the current position. */
type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Returns the index of the first error in invalid JSON, or the length of the text if the JSON only ends too early. V8's
 * error messages do not always have the index.
 */
export function firstError(text: string): number {
  const open: string[] = [];
  let next: Next = 'value';
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return startOfRest(text, at);
    const start = at + token.length - token.trimStart().length;
    const found = kindOf(token.trimStart());
    if (open.length === 0 && next === ', or end') return start;
    const following = follow(next, found, open);
    if (following === null) return start;
    at = found === '"' ? endOfString(text, start) : at + token.length;
    if (at >= text.length) return text.length;
    next = following;
  }
}

function kindOf(token: string): string {
  return '[]{},:"'.includes(token) ? token : 'literal';
}

/** Updates the stack of open brackets, and returns the tokens allowed after `found`; null if `found` is not allowed. */
function follow(next: Next, found: string, open: string[]): Next | null {
  if (found === ']' || found === '}') {
    const isExpected = next === ', or end' || next === (found === ']' ? 'value or ]' : 'key or }');
    return isExpected && open.pop() === (found === ']' ? '[' : '{') ? ', or end' : null;
  }
  if (next === ', or end') return found === ',' ? (open.at(-1) === '{' ? 'key' : 'value') : null;
  if (next === ':') return found === ':' ? 'value' : null;
  if (next === 'key' || next === 'key or }') return found === '"' ? ':' : null;
  if (found === ',' || found === ':') return null;
  if (found !== '[' && found !== '{') return ', or end';
  open.push(found);
  return found === '[' ? 'value or ]' : 'key or }';
}

/** Returns the index after a string's closing quote. Escapes inside the string are not checked. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function startOfRest(text: string, at: number): number {
  return at + text.slice(at).length - text.slice(at).trimStart().length;
}
