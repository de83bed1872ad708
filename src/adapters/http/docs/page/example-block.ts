import { type CommandSettings, curlOf, jsonText } from '../examples/curl.ts';
import type { Example } from '../examples/example.ts';
import { code, escaped } from './page-text.ts';

/** Renders an example as HTML: a curl command and its answer. */
export function exampleBlock({ sent, got }: Example, settings: CommandSettings): string {
  const { status, headers = {}, body } = got;
  const shown = Object.entries(headers).map(([name, value]) => `<li>${code(`${name}: ${value}`)}</li>`);
  const text = typeof body === 'string' ? body : jsonText(body);
  return `<div class="example">
<div class="command"><pre tabindex="0"><code>${withOrigin(escaped(curlOf(sent, settings)), settings.url)}</code></pre></div>
<div class="answer"><p><span class="status">${status}</span> ${STATUS_TEXTS[status] ?? ''}</p>
${shown.length === 0 ? '' : `<ul class="headers">${shown.join('')}</ul>`}
${body === undefined ? '' : `<pre tabindex="0"><code>${escaped(text)}</code></pre>`}</div>
</div>`;
}

/** Wraps the service's URL in a `<span>`, in which the page's script puts the origin that the browser uses. */
function withOrigin(command: string, url: string): string {
  return command.replace(escaped(url), (found) => `<span class="origin">${found}</span>`);
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  401: 'Unauthorized',
  409: 'Conflict',
  412: 'Precondition Failed',
  422: 'Unprocessable Content',
};
