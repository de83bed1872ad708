import { ANY_REQUEST } from '../errors.ts';
import type { CommandSettings } from '../examples/curl.ts';
import type { Example } from '../examples/example.ts';
import { ANY_REPLY } from '../headers.ts';
import { type Json, type OpenApi, type Operation, type Parameter, type Response, resolve } from '../model.ts';
import { exampleBlock } from './example-block.ts';
import { bodyContent, parameterList, schemaContent } from './field-list.ts';
import { breakable, code, codeLink, escaped, folded, paragraph, prose, termList } from './page-text.ts';
import { typeName } from './schema-text.ts';
import { tryForm } from './try-form.ts';

/** An API operation with its path and method. */
export interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** Renders one API operation as HTML, without the headers and errors that all API operations share. */
export function operationSection(
  api: OpenApi,
  described: Described,
  examples: readonly Example[],
  settings: CommandSettings,
): string {
  const { path, method, operation } = described;
  const { operationId, summary, description = '', parameters } = operation;
  const own = parameters.filter((parameter): parameter is Parameter => !('$ref' in parameter));
  const call = `<span class="call"><b class="${method}">${method.toUpperCase()}</b> <code>${breakable(path)}</code></span>`;
  const shown = examples.map((example) => exampleBlock(example, settings));
  const parts = [
    ['Example', `${shown.join('\n')}\n${tryForm(described, examples[0], settings.asksToken)}`],
    ['Parameters', parameterList(own)],
    ['Body', body(api, operation)],
    ['Answers', answers(api, operation)],
    ['Errors', errors(api, operation)],
  ].filter(([, content]) => content !== '');
  const content = parts.map(([title, content]) => `<h4>${title}</h4>\n${content}`);
  return folded(
    'operation',
    operationId,
    `${call}<h3>${escaped(summary)}</h3>`,
    `${paragraph(description)}${scope(operation)}\n${content.join('\n')}`,
  );
}

/** Renders the scope that a token needs for an API operation. */
function scope({ security = [] }: Operation): string {
  const [name] = security.flatMap(({ bearer = [] }) => bearer);
  return name === undefined ? '' : `<p class="scope">A token needs the scope ${code(name)}.</p>`;
}

function body(api: OpenApi, { requestBody }: Operation): string {
  const [first] = Object.values(requestBody?.content ?? {});
  if (requestBody === undefined || first === undefined) return '';
  const types = Object.keys(requestBody.content).map(code).join(' or ');
  return `<p>${types}${requestBody.required ? '' : ', or none'}</p>${bodyContent(resolve<Json>(api, first.schema))}`;
}

function answers(api: OpenApi, { responses }: Operation): string {
  const rows = Object.entries(responses).flatMap(([status, response]) =>
    Number(status) >= 400 ? [] : [[code(status), answer(resolve<Response>(api, response))] as const],
  );
  return termList(rows, 'answers');
}

/** Renders a reply, without the headers that all replies share. */
function answer({ description, content = {}, headers }: Response): string {
  const bodies = Object.entries(content).map(([type, { schema }]) => {
    const name =
      schema.$ref === undefined && schema.type !== 'array' ? code(type) : `${code(type)}: ${typeName(schema)}`;
    return `<p>${name}</p>${schemaContent(schema)}`;
  });
  const own = Object.keys(headers).filter((name) => !isIn(ANY_REPLY, name));
  const links = own.map((name) => `<a href="#header-${name}">${code(name)}</a>`);
  return `${paragraph(description)}${bodies.join('')}${links.length === 0 ? '' : `<p class="links">${links.join(' ')}</p>`}`;
}

/** Renders the error codes of an API operation by status, without the codes that all API operations share. */
function errors(api: OpenApi, { responses }: Operation): string {
  const rows = Object.entries(responses).flatMap(([status, response]) => {
    const { content = {} } = resolve<Response>(api, response);
    const codes = Object.keys(content['application/json']?.examples ?? {}).filter((name) => !isIn(ANY_REQUEST, name));
    const isShown = Number(status) >= 400 && codes.length > 0;
    return isShown ? [[code(status), codes.map(codeLink).join(' ')] as const] : [];
  });
  const others = prose('The errors and headers of ');
  return `${termList(rows, 'codes')}<p class="note">${others}<a href="#any">any request</a> come on top.</p>`;
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
