import { element } from './element.ts';
import { type Entry, search } from './search.ts';

/** The most search results that are shown. */
const LIMIT = 12;

const KINDS = { guide: 'Guide', operation: 'Operation', error: 'Error', type: 'Type' } as const;

/** Shows the search box, which the key `/` focuses. */
export function addSearch(): void {
  const box = document.querySelector<HTMLElement>('search');
  if (box === null) return;
  const entries = entriesOfPage();
  const input = element('input', { type: 'search', placeholder: 'Search  /', autocomplete: 'off' });
  input.setAttribute('aria-label', 'Search operations, guides and errors');
  const count = element('p', { className: 'count' });
  count.setAttribute('role', 'status');
  const results = element('ul', { className: 'results' });
  box.append(input, count, results);
  box.hidden = false;

  const show = () => {
    const found = search(entries, input.value);
    results.replaceChildren(...found.slice(0, LIMIT).map(result));
    count.textContent = input.value.trim() === '' ? '' : counted(found.length);
    document.body.classList.toggle('searching', input.value.trim() !== '');
  };
  const clear = () => {
    input.value = '';
    show();
  };
  input.addEventListener('input', show);
  results.addEventListener('click', clear);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      clear();
      input.focus();
    }
    if (event.key === 'Enter' && event.target === input) results.querySelector('a')?.click();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move([input, ...results.querySelectorAll('a')], step);
    }
  });
  addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}

function counted(count: number): string {
  if (count === 0) return 'Nothing found';
  if (count > LIMIT) return `The best ${LIMIT} of ${count} results`;
  return count === 1 ? '1 result' : `${count} results`;
}

/** Moves the focus by `step` elements along a list of elements, but not beyond its ends. */
function move(places: readonly HTMLElement[], step: number): void {
  const at = places.indexOf(document.activeElement as HTMLElement);
  places[Math.min(Math.max(at + step, 0), places.length - 1)]?.focus();
}

function result({ id, kind, title }: Entry): HTMLElement {
  const link = element('a', { href: `#${id}` }, element('span', {}, title), element('small', {}, kind));
  return element('li', {}, link);
}

/** Returns the searchable parts of the documentation (guides, operations, errors and types), read from the page. */
function entriesOfPage(): readonly Entry[] {
  return Object.entries(KINDS).flatMap(([name, kind]) =>
    [...document.querySelectorAll(`details.${name}`)].map((details): Entry => {
      const textOf = (selector: string) => details.querySelector(selector)?.textContent?.trim() ?? '';
      return {
        id: details.querySelector('article')?.id ?? '',
        title: textOf('summary h3, summary h4'),
        kind: textOf('summary .call b') || kind,
        text: details.textContent ?? '',
      };
    }),
  );
}
