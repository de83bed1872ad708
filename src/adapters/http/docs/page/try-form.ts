import { jsonText } from '../examples/curl.ts';
import type { Example } from '../examples/example.ts';
import type { Operation, Parameter } from '../model.ts';
import { escaped } from './page-text.ts';

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The parameters of event streams only. The form "Try it out" omits them, because it cannot show a stream. */
const OMITTED = new Set(['lastEventId', 'Last-Event-ID']);

/** Renders the form "Try it out", filled in with the example. The form is hidden until the page's script shows it. */
export function tryForm(
  { path, method, operation }: Described,
  example: Example | undefined,
  asksToken: boolean,
): string {
  const { sent } = example ?? {};
  const inPath = valuesIn(path, sent?.path ?? path);
  const own = operation.parameters.filter((one): one is Parameter => !('$ref' in one) && !OMITTED.has(one.name));
  const inputs = own.map((parameter) => {
    const given = { path: inPath, query: sent?.query, header: sent?.headers }[parameter.in]?.[parameter.name];
    return input(parameter, given ?? '');
  });
  const isTask = operation.security !== undefined;
  const token =
    asksToken && isTask
      ? '<label><span>Bearer token <small>empty: the session of this page</small></span><input type="password" name="token" autocomplete="off"></label>'
      : '';
  const body =
    operation.requestBody === undefined
      ? ''
      : `<label class="body"><span>Body</span><textarea name="body" rows="${rowsOf(sent?.body)}" spellcheck="false">${escaped(
          sent?.body === undefined ? '' : jsonText(sent.body),
        )}</textarea></label>`;
  return `<details class="try" hidden><summary><h4>Try it out</h4></summary>
<form data-method="${method.toUpperCase()}" data-path="${path}">
<div class="inputs">${inputs.join('\n')}${token}</div>
${body}
<p><button>Send</button><span class="note">${noteOf(method)}</span></p>
<div class="result" role="status"></div>
</form></details>`;
}

function noteOf(method: string): string {
  return method === 'get' ? 'Asks this service.' : 'Changes the data of this service.';
}

/** Returns the height of the text field for the request body, in lines. */
function rowsOf(body: unknown): number {
  return body === undefined ? 2 : Math.min(16, jsonText(body).split('\n').length + 1);
}

function input({ name, in: place, schema, required }: Parameter, value: string): string {
  const isList = schema.type === 'array';
  const hint = isList ? ' <small>separated by commas</small>' : '';
  const attributes = `name="${place}:${name}"${required ? ' required' : ''}${isList ? ' data-list' : ''}`;
  const control =
    schema.type === 'boolean'
      ? `<select ${attributes}>${['', 'true', 'false'].map((one) => choice(one, value)).join('')}</select>`
      : `<input ${attributes} value="${escaped(value)}" autocomplete="off" spellcheck="false">`;
  return `<label><span>${escaped(name)}${hint}</span>${control}</label>`;
}

function choice(value: string, chosen: string): string {
  return `<option${value === chosen ? ' selected' : ''}>${value}</option>`;
}

/** Returns the values of the path parameters, by name, in a path that matches a template such as `/tasks/{task_id}`. */
function valuesIn(template: string, path: string): Record<string, string> {
  const values = path.split('/');
  return Object.fromEntries(
    template.split('/').flatMap((part, i) => (part.startsWith('{') ? [[part.slice(1, -1), values[i] ?? '']] : [])),
  );
}
