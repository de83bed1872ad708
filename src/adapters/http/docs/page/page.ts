import { PROBLEMS } from '../../problem/problem.ts';
import type { Header, Json, OpenApi, Operation } from '../model.ts';
import { article } from './page-article.ts';
import { type Shared, sharedOf } from './page-shared.ts';
import { STYLE } from './page-style.ts';
import { code, escaped, fieldRow, fieldRows, prose, table } from './page-text.ts';

/** Renders a description as one page of HTML that loads no script, no font and no style, and prints well. */
export function renderPage(api: OpenApi): string {
  const { title, version, description } = api.info;
  const [about, ...more] = description.split('\n\n').map(prose);
  const shared = sharedOf(api);
  const anyHeaders = Object.values(api.components.parameters).filter(({ name }) => shared.parameters.has(name));
  const answerHeaders = Object.entries(api.components.headers).map(([name, header]) => headerRow(name, header, shared));
  const errors = Object.entries(PROBLEMS).map(([name, problem]) => errorRow(name, problem, shared));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} ${escaped(version)}</title>
<style>${STYLE}</style>
<header>
<h1>${escaped(title)} <small>${escaped(version)}</small></h1>
<p>${about} For programs: <a href="/openapi.json">/openapi.json</a>.</p>
</header>
<nav>${api.tags.map(({ name }) => `<h4>${escaped(name)}</h4><ul>${contents(api, name)}</ul>`).join('')}
<h4>reference</h4><ul><li><a href="#any">Any request</a></li><li><a href="#schemas">Schemas</a></li>
<li><a href="#headers">Headers of answers</a></li><li><a href="#errors">Errors</a></li></ul></nav>
<main>
${api.tags.map((tag) => `<h2>${escaped(tag.name)}</h2><p>${prose(tag.description)}</p>${section(api, tag.name, shared)}`).join('\n')}
<h2 id="any">Any request</h2>
${more.map((text) => `<p>${text}</p>`).join('\n')}
${table('Headers', anyHeaders.map(fieldRow))}
<h2 id="schemas">Schemas</h2>
${Object.entries(api.components.schemas).map(schemaTable).join('\n')}
<h2 id="headers">Headers of answers</h2>
<p>A star marks those that any answer has, or may have.</p>
<table>${answerHeaders.join('')}</table>
<h2 id="errors">Errors</h2>
<p>Always JSON, always with <code>detail</code> for people, <code>code</code> for programs and <code>request_id</code>
for the log. With <code>Accept: application/problem+json</code> in the form of RFC 9457. A star marks those that
any request may meet.</p>
<table><tr><th>code</th><th>status</th><th>detail</th></tr>${errors.join('')}</table>
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

function section(api: OpenApi, tag: string, shared: Shared): string {
  return operationsOf(api, tag)
    .map(([path, method, operation]) => article(api, path, method, operation, shared))
    .join('\n');
}

function schemaTable([name, schema]: [string, Json]): string {
  const about = `<tr><td colspan="3">${prose(String(schema.description))}</td></tr>`;
  return `<div id="schema-${name}">${table(name, schema.properties === undefined ? [about] : fieldRows(schema))}</div>`;
}

function headerRow(name: string, { description }: Header, shared: Shared): string {
  const star = shared.headers.has(name) ? ' *' : '';
  return `<tr id="header-${name}"><td>${code(name)}${star}</td><td>${prose(description)}</td></tr>`;
}

function errorRow(name: string, { status, detail }: { status: number; detail: string }, shared: Shared): string {
  const star = shared.codes.has(name) ? ' *' : '';
  return `<tr id="${name}"><td>${code(name)}${star}</td><td>${status}</td><td>${escaped(detail)}</td></tr>`;
}
