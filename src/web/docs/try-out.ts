import { serviceUrl } from './origin.ts';
import { requestOf } from './request-of.ts';
import { showAnswer, showFailure } from './show-answer.ts';

/**
 * Shows the forms that send requests to the API. A token that is typed into one form is copied into all forms, and is
 * stored nowhere.
 */
export function addTryForms(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>('.try form')];
  for (const part of document.querySelectorAll<HTMLElement>('.try')) part.hidden = false;
  for (const form of forms) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(form, forms);
    });
    form.addEventListener('input', ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      target.dataset.typed = '';
      if (target.name === 'token') fill(forms, 'token', target.value);
    });
  }
}

async function send(form: HTMLFormElement, forms: readonly HTMLFormElement[]): Promise<void> {
  const button = form.querySelector('button');
  const result = form.querySelector<HTMLElement>('.result');
  if (button === null || result === null) return;
  button.disabled = true;
  try {
    const { path, ...request } = requestOf(form);
    const answer = await fetch(serviceUrl() + path, request);
    const text = await answer.text();
    showAnswer(result, answer, text);
    if (answer.ok && request.method !== 'GET') passOn(forms, answer, text);
  } catch (error) {
    showFailure(result, error);
  }
  button.disabled = false;
}

/**
 * Copies the id of a task or token in a response, and the header `Taskport-Seq`, into the path fields of all forms.
 * Fields that the user has typed in stay as they are.
 */
function passOn(forms: readonly HTMLFormElement[], { headers }: Response, text: string): void {
  const seq = headers.get('Taskport-Seq');
  if (seq !== null) fill(forms, 'path:seq', seq);
  const { id, task_id = id, token } = text.startsWith('{') ? JSON.parse(text) : {};
  if (typeof task_id === 'string') fill(forms, token === undefined ? 'path:task_id' : 'path:token_id', task_id);
}

function fill(forms: readonly HTMLFormElement[], name: string, value: string): void {
  for (const form of forms) {
    const input = form.elements.namedItem(name);
    if (!(input instanceof HTMLInputElement)) continue;
    if (name === 'token' || input.dataset.typed === undefined) input.value = value;
  }
}
