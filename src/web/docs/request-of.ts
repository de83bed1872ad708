/** The path of a request of a form, and the options with which `fetch` sends it. */
export interface TriedRequest {
  /** The path and the query string, to be appended to the address of the service. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cache: 'no-store';
  readonly credentials: 'same-origin' | 'omit';
}

/**
 * Returns the request that a filled-in form describes. Empty fields are left out. If the form has a token, the session
 * cookie is not sent.
 */
export function requestOf(form: HTMLFormElement): TriedRequest {
  const { method = 'GET', path: template = '' } = form.dataset;
  let path = template;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement) || control.value === '')
      continue;
    const [place, name = ''] = control.name.split(':');
    if (place === 'path') path = path.replace(`{${name}}`, () => encodeURIComponent(control.value));
    if (place === 'header') headers[name] = control.value;
    if (place === 'query') for (const value of valuesOf(control)) query.append(name, value);
    if (place === 'token') headers.Authorization = `Bearer ${control.value}`;
  }
  const body = form.querySelector('textarea')?.value.trim() ?? '';
  return {
    path: query.size === 0 ? path : `${path}?${query}`,
    method,
    headers: body === '' ? headers : { ...headers, 'Content-Type': 'application/json' },
    ...(body !== '' && { body }),
    cache: 'no-store',
    credentials: 'Authorization' in headers ? 'omit' : 'same-origin',
  };
}

function valuesOf(control: HTMLInputElement | HTMLSelectElement): readonly string[] {
  if (control.dataset.list === undefined) return [control.value];
  return control.value
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
