import { PROBLEMS } from '../problem.ts';
import type { Json } from './json-schema.ts';
import type { OpenApi, Operation, Response } from './openapi.ts';

/** A description as one page of HTML that loads nothing, runs nothing, and prints well. */
export function renderPage(api: OpenApi): string {
  const { title, version, description } = api.info;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} ${escaped(version)}</title>
<style>${STYLE}</style>
<header>
<h1>${escaped(title)} <small>${escaped(version)}</small></h1>
<p>${prose(description)} For programs: <a href="/openapi.json">/openapi.json</a>.</p>
</header>
<nav>${api.tags.map(({ name }) => `<h4>${escaped(name)}</h4><ul>${contents(api, name)}</ul>`).join('')}
<h4>reference</h4><ul><li><a href="#schemas">Schemas</a></li><li><a href="#errors">Errors</a></li></ul></nav>
<main>
${api.tags.map((tag) => `<h2>${escaped(tag.name)}</h2><p>${prose(tag.description)}</p>${section(api, tag.name)}`).join('\n')}
<h2 id="schemas">Schemas</h2>
${Object.entries(api.components.schemas).map(schemaTable).join('\n')}
<h2 id="errors">Errors</h2>
<p>Always JSON, always with <code>detail</code> for people, <code>code</code> for programs and <code>request_id</code>
for the log. With <code>Accept: application/problem+json</code> in the form of RFC 9457.</p>
<table><tr><th>code</th><th>status</th><th>detail</th></tr>${Object.entries(PROBLEMS).map(errorRow).join('')}</table>
</main>
</html>
`;
}

function operationsOf(api: OpenApi, tag: string): [path: string, method: string, operation: Operation][] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );
}

function contents(api: OpenApi, tag: string): string {
  return operationsOf(api, tag)
    .map(([, , { operationId, summary }]) => `<li><a href="#${operationId}">${escaped(summary)}</a></li>`)
    .join('');
}

function section(api: OpenApi, tag: string): string {
  return operationsOf(api, tag).map(article).join('\n');
}

function article([path, method, operation]: [string, string, Operation]): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return `<article id="${operationId}">
<h3>${escaped(summary)}</h3>
<p class="call"><b class="${method}">${method.toUpperCase()}</b> <code>${escaped(path)}</code></p>
${description === undefined ? '' : `<p>${prose(description)}</p>`}
${table(
  'Parameters',
  parameters.map(({ name, in: place, required, schema }) =>
    fieldRow(name, schema, `${place}${required ? ', required' : ''}`),
  ),
)}
${Object.values(requestBody?.content ?? {})
  .map(({ schema }) => table('Body', fieldRows(schema)))
  .join('')}
<table><tr><th colspan="2">Replies</th></tr>${Object.entries(responses).map(replyRow).join('')}</table>
</article>`;
}

function replyRow([status, { description, content = {}, headers = {} }]: [string, Response]): string {
  const schema = Object.values(content)[0]?.schema;
  const of = schema === undefined || Number(status) >= 400 ? '' : ` ${typeName(schema)}`;
  const extra = Object.entries(headers).map(
    ([name, header]) => `<br><code>${escaped(name)}</code>: ${prose(header.description)}`,
  );
  return `<tr><td><b>${status}</b></td><td>${prose(description)}${of}${extra.join('')}</td></tr>`;
}

function schemaTable([name, schema]: [string, Json]): string {
  return `<div id="schema-${name}">${table(name, fieldRows(schema))}</div>`;
}

function table(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<table><tr><th colspan="3">${escaped(heading)}</th></tr>${rows.join('')}</table>`;
}

function fieldRows(schema: Json): string[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, field]) =>
    fieldRow(name, field, required.includes(name) ? 'required' : ''),
  );
}

function fieldRow(name: string, schema: Json, note: string): string {
  // Of a field that may also be null, what else it must be.
  const rules = { ...(schema.anyOf as Json[] | undefined)?.[0], ...schema } as Json;
  const limits = ['minLength', 'maxLength', 'minimum', 'maximum', 'default', 'description']
    .filter((keyword) => rules[keyword] !== undefined)
    .map((keyword) =>
      keyword === 'description' ? String(rules[keyword]) : `${keyword} ${JSON.stringify(rules[keyword])}`,
    );
  const notes = [note, ...limits]
    .filter((text) => text !== '')
    .map(prose)
    .join(' · ');
  return `<tr><td><code>${escaped(name)}</code></td><td>${typeName(schema)}</td><td>${notes}</td></tr>`;
}

function typeName(schema: Json): string {
  if (typeof schema.$ref === 'string') {
    const name = escaped(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(typeName).join(' or ');
  if (schema.type === 'array') return `list of ${typeName(schema.items as Json)}`;
  return escaped(String(schema.format ?? schema.type ?? JSON.stringify(schema.const)));
}

function errorRow([code, { status, detail }]: [string, { status: number; detail: string }]): string {
  return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escaped(detail)}</td></tr>`;
}

/** Text in which backquotes mark code. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881 }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem 6rem;
  display: grid; grid-template-columns: 15rem minmax(0, 1fr); column-gap: 3rem }
header { grid-column: 1 / -1; border-bottom: 1px solid var(--line); margin-bottom: 1rem }
nav { font-size: .9rem; position: sticky; top: 1rem; align-self: start }
nav ul { list-style: none; margin: 0; padding: 0 } nav h4 { margin: 1rem 0 .2rem; text-transform: capitalize }
a { color: light-dark(#0b57d0, #8ab4f8); text-decoration: none } a:hover { text-decoration: underline }
small { font-weight: 400; opacity: .6 } h2 { text-transform: capitalize; margin-top: 2.5rem }
article { border: 1px solid var(--line); border-radius: 8px; padding: 0 1.2rem .8rem; margin: 1.2rem 0 }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere }
.call { background: var(--soft); border-radius: 6px; padding: .5rem .8rem }
.call b { color: #fff; border-radius: 4px; padding: .1rem .5rem; font-size: .8rem }
.get { background: #2563ab } .post { background: #1b7f4b } .put { background: #a15c00 } .patch { background: #7046a8 }
.delete { background: #b3372f }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .8rem 0 }
th { text-align: left } td { border-top: 1px solid var(--line); padding: .3rem .8rem .3rem 0; vertical-align: top }
td:first-child { width: 9rem } :target { outline: 2px solid #2563ab; outline-offset: 2px }
@media (max-width: 50rem) { body { display: block } nav { position: static } }
`;
