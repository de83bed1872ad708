import { type Json, type OpenApi, type Operation, type Parameter, type Response, resolve } from '../model.ts';
import { codesOf, type Shared } from './page-shared.ts';
import { code, escaped, fieldRow, fieldRows, prose, table, typeName } from './page-text.ts';

/** Renders one operation, without the parts that all operations share. */
export function article(api: OpenApi, path: string, method: string, operation: Operation, shared: Shared): string {
  const { operationId, summary, description, responses } = operation;
  const parameters = operation.parameters.map((one) => resolve<Parameter>(api, one));
  const own = parameters.filter(({ name }) => !shared.parameters.has(name));
  const replies = Object.entries(responses).filter(([status]) => Number(status) < 400);
  return `<article id="${operationId}">
<h3>${escaped(summary)}</h3>
<p class="call"><b class="${method}">${method.toUpperCase()}</b> ${code(path)}</p>
${description === undefined ? '' : `<p>${prose(description)}</p>`}
${table('Parameters', own.map(fieldRow))}
${body(api, operation)}
<table><tr><th colspan="2">Replies</th></tr>
${replies.map(([status, response]) => replyRow(status, resolve<Response>(api, response), shared)).join('')}
<tr><td>errors</td><td>${errors(api, operation, shared)}</td></tr></table>
</article>`;
}

function body(api: OpenApi, { requestBody }: Operation): string {
  const [first] = Object.values(requestBody?.content ?? {});
  if (requestBody === undefined || first === undefined) return '';
  const types = Object.keys(requestBody.content).join(' or ');
  return table(`Body: ${types}${requestBody.required ? '' : ', or none'}`, fieldRows(resolve<Json>(api, first.schema)));
}

function replyRow(status: string, { description, content = {}, headers }: Response, shared: Shared): string {
  const types = Object.entries(content).map(([type, { schema }]) =>
    schema.$ref === undefined && schema.type !== 'array' ? code(type) : typeName(schema),
  );
  const own = Object.keys(headers).filter((name) => !shared.headers.has(name));
  const withHeaders = own.map((name) => `<a href="#header-${name}">${code(name)}</a>`).join(', ');
  return `<tr><td><b>${status}</b></td><td>${prose(description)} ${types.join(' or ')}
${own.length === 0 ? '' : `<br>with ${withHeaders}`}</td></tr>`;
}

/** Renders the codes of errors by status, each as a link to its meaning. */
function errors(api: OpenApi, operation: Operation, shared: Shared): string {
  const own = [...codesOf(api, operation)].flatMap(([status, codes]) => {
    const links = codes.filter((name) => !shared.codes.has(name)).map((name) => `<a href="#${name}">${code(name)}</a>`);
    return links.length === 0 ? [] : [`<span><b>${status}</b> ${links.join(', ')}</span>`];
  });
  return [...own, '<span>those of <a href="#any">any request</a></span>'].join(' ');
}
