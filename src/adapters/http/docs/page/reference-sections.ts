import { ANY_REQUEST } from '../errors.ts';
import type { Json, OpenApi } from '../model.ts';
import { parameterList, schemaContent } from './field-list.ts';
import { code, codeLink, folded, paragraph, prose, termList } from './page-text.ts';
import { rulesOf } from './schema-text.ts';

/** Renders the reference as HTML: headers and errors that all API operations share, and the named types. */
export function referenceSections(api: OpenApi): string {
  const { parameters, schemas, headers } = api.components;
  const [, ...conventions] = api.info.description.split('\n\n').map(paragraph);
  const rows = Object.entries(headers).map(
    ([name, { description, schema }]) =>
      [`<span id="header-${name}">${code(name)}</span>`, `${prose(description)}${rules(schema)}`] as const,
  );
  const any = `${conventions.join('\n')}
<h4>Headers</h4>
${parameterList(Object.values(parameters))}
<h4>Errors</h4>
<p class="links">${ANY_REQUEST.map(codeLink).join(' ')}</p>`;
  const types = Object.entries(schemas).map(([name, schema]) =>
    folded(
      'type',
      `type-${name}`,
      `<h3>${code(name)}</h3><span class="about">${prose(ABOUT[name] ?? String(schema.description ?? ''))}</span>`,
      schemaContent(schema),
    ),
  );
  return `<div class="list">
${folded('guide', 'any', '<h3>Any request</h3><span class="about">Credentials, methods, bodies, and the headers that every request may have.</span>', any)}
${folded('guide', 'headers', '<h3>Headers of answers</h3><span class="about">Versions, numbers of changes, limits.</span>', termList(rows, 'help'))}
</div>
<h3 id="types">Types</h3>
<div class="list">${types.join('\n')}</div>`;
}

/** Descriptions of named types whose schemas have no description of their own. */
const ABOUT: Readonly<Record<string, string>> = {
  Task: 'A task, as answers have it.',
  Change: 'A change of one task, as the log has it.',
  ChangePage: 'A page of the log.',
  NewTask: 'The fields of a task that is created.',
  TaskEdit: 'The fields that an edit changes. A missing field stays.',
  Completion: 'Whether a task is done.',
  Error: 'An error, as JSON.',
};

function rules(schema: Json): string {
  const text = rulesOf(schema);
  return text === '' ? '' : ` <span class="rules">${prose(text)}</span>`;
}
