import { element } from './element.ts';

/** Headers that the page does not show, because every response has them. */
const USUAL = new Set([
  ...['connection', 'content-length', 'cross-origin-resource-policy', 'date', 'keep-alive', 'referrer-policy'],
  ...['x-content-type-options', 'x-request-id', 'transfer-encoding'],
]);

/** The most characters of a response body that are shown. */
const LIMIT = 20_000;

/** Shows the status, the headers and the body of a response in an element of the page. */
export function showAnswer(place: HTMLElement, { status, statusText, headers }: Response, text: string): void {
  const shown = [...headers].filter(([name]) => !USUAL.has(name)).map(([name, value]) => `${name}: ${value}`);
  const title = element('p', {}, element('span', { className: 'status' }, String(status)), ` ${statusText}`);
  const lines = shown.map((line) => element('li', {}, element('code', {}, line)));
  const body = text === '' ? [] : [element('pre', { tabIndex: 0 }, element('code', {}, readable(text)))];
  const answer = element(
    'div',
    { className: 'answer' },
    title,
    element('ul', { className: 'headers' }, ...lines),
    ...body,
  );
  place.replaceChildren(answer);
}

/** Shows in an element of the page that a request got no response, and why. */
export function showFailure(place: HTMLElement, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  place.replaceChildren(
    element('p', {}, `The request got no answer: ${reason}. Check the network, then send it again.`),
  );
}

function readable(text: string): string {
  const shown = isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return shown.length > LIMIT ? `${shown.slice(0, LIMIT)}\n…` : shown;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
