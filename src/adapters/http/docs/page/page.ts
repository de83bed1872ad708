import { PROBLEMS } from '../../problem/problem.ts';
import { ANY_REQUEST } from '../errors.ts';
import { ANY_REPLY } from '../headers.ts';
import { type Json, type OpenApi, type Operation, type Parameter, type Response, resolve } from '../model.ts';

import { STYLE } from './page-style.ts';
import { code, codeLink, escaped, fieldRow, fieldRows, prose, table, typeName } from './page-text.ts';

/** Renders an OpenAPI description as one HTML page, without scripts, fonts or other files. */
export function renderPage(api: OpenApi): string {
  const { title, version, description } = api.info;
  const { parameters, schemas, headers } = api.components;
  const [about, ...conventions] = description.split('\n\n').map((text) => `<p>${prose(text)}</p>`);
  const errors = Object.entries(PROBLEMS).map(
    ([name, { status, detail }]) =>
      `<tr id="${name}"><td>${code(name)}</td><td>${status}</td><td>${prose(detail)}</td></tr>`,
  );
  const headerRows = Object.entries(headers).map(
    ([name, { description }]) => `<tr id="header-${name}"><td>${code(name)}</td><td>${prose(description)}</td></tr>`,
  );
  const tags = api.tags.map((tag) => ({ ...tag, operations: operationsOf(api, tag.name) }));
  const sections = tags.map(({ name, description, operations }) => {
    const articles = operations.map((described) => article(api, described));
    return `<h2>${escaped(name)}</h2><p>${prose(description)}</p>${articles.join('\n')}`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} ${escaped(version)}</title>
<style>${STYLE}</style>
<header><h1>${escaped(title)} <small>${escaped(version)}</small></h1>
${about}<p>For programs: <a href="${api.servers[0]?.url}openapi.json">/openapi.json</a>.</p></header>
<nav>${tags.map(({ name, operations }) => `<h4>${escaped(name)}</h4><ul>${operations.map(link).join('')}</ul>`).join('')}
<h4>reference</h4><ul><li><a href="#filters">Filters</a></li><li><a href="#any">Any request</a></li><li><a href="#schemas">Schemas</a></li>
<li><a href="#headers">Response headers</a></li><li><a href="#errors">Errors</a></li></ul></nav>
<main>
${sections.join('\n')}

<h2 id="any">Any request</h2>
${conventions.join('\n')}
${table('Headers', Object.values(parameters).map(fieldRow))}
<p>Any request can fail with ${ANY_REQUEST.map(codeLink).join(', ')}.</p>
<h2 id="schemas">Schemas</h2>
${Object.entries(schemas).map(schemaTable).join('\n')}
<h2 id="headers">Response headers</h2>
${table('Headers', headerRows)}
<h2 id="errors">Errors</h2>
<p>An error is JSON with <code>detail</code> for people, <code>code</code> for programs and <code>request_id</code> for
the log. With <code>Accept: application/problem+json</code> it has the form of RFC 9457.</p>
${table('Codes', errors)}
</main>
</html>
`;
}

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function operationsOf(api: OpenApi, tag: string): Described[] {
  return Object.entries(api.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ operation }) => operation.tags.includes(tag));
}

function link({ operation: { operationId, summary } }: Described): string {
  return `<li><a href="#${operationId}">${escaped(summary)}</a></li>`;
}

/** Renders one API operation, without the headers and errors that all API operations share. */
function article(api: OpenApi, { path, method, operation }: Described): string {
  const { operationId, summary, description = '', parameters, responses } = operation;
  const own = parameters.filter((parameter): parameter is Parameter => !('$ref' in parameter));
  const replies = Object.entries(responses).map(([status, response]) =>
    replyRow(status, resolve<Response>(api, response)),
  );
  return `<article id="${operationId}">
<h3>${escaped(summary)}</h3>
<p class="call"><b class="${method}">${method.toUpperCase()}</b> ${code(path)}</p>
<p>${prose(description)}</p>
${table('Parameters', own.map(fieldRow))}
${requestBody(api, operation)}
${table('Replies', replies)}
</article>`;
}

function requestBody(api: OpenApi, { requestBody }: Operation): string {
  const [first] = Object.values(requestBody?.content ?? {});
  if (requestBody === undefined || first === undefined) return '';
  const types = Object.keys(requestBody.content).join(' or ');
  return table(`Body: ${types}${requestBody.required ? '' : ', or none'}`, fieldRows(resolve<Json>(api, first.schema)));
}

/** Renders a reply, without the headers that all replies share. For an error, omits the codes that all routes share. */
function replyRow(status: string, { description, content = {}, headers }: Response): string {
  if (Number(status) >= 400) {
    const codes = Object.keys(content['application/json']?.examples ?? {}).filter((name) => !isIn(ANY_REQUEST, name));
    return codes.length === 0 ? '' : `<tr><td><b>${status}</b></td><td>${codes.map(codeLink).join(', ')}</td></tr>`;
  }
  const types = Object.entries(content).map(([type, { schema }]) =>
    schema.$ref === undefined && schema.type !== 'array' ? code(type) : typeName(schema),
  );
  const own = Object.keys(headers).filter((name) => !isIn(ANY_REPLY, name));
  const links = own.map((name) => `<a href="#header-${name}">${code(name)}</a>`);
  return `<tr><td><b>${status}</b></td><td>${prose(description)} ${types.join(' or ')}</td><td>${links.join(', ')}</td></tr>`;
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function schemaTable([name, schema]: [string, Json]): string {
  const about = `<tr><td colspan="3">${prose(String(schema.description))}</td></tr>`;
  return `<div id="schema-${name}">${table(name, schema.properties === undefined ? [about] : fieldRows(schema))}</div>`;
}
