import type { Json, Parameter } from '../model.ts';
import { code, paragraph, prose } from './page-text.ts';
import { rulesOf, typeName, withoutNull } from './schema-text.ts';

interface Field {
  readonly name: string;
  readonly schema: Json;
  /** Notes such as `path`, `header`, `required` or `optional`. */
  readonly notes: readonly string[];
}

/** Renders the parameters of an API operation as an HTML list. */
export function parameterList(parameters: readonly Parameter[]): string {
  const fields = parameters.map(({ name, in: place, required, description, schema }) => {
    const notes = [...(place === 'query' ? [] : [place]), ...(required ? ['required'] : [])];
    return { name, schema: { ...schema, description }, notes };
  });
  return list(fields, true);
}

/** Renders the schema of a request body as HTML. */
export function bodyContent(schema: Json): string {
  return schemaContent(schema, true);
}

/**
 * Renders a schema as HTML: the fields of an object, recursively, or the alternatives, or the allowed values.
 *
 * @param isSent true for a request body; false for an answer, where fields are marked only if some are optional
 */
export function schemaContent(schema: Json, isSent = false): string {
  const { properties, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  if (properties !== undefined) {
    const isSaid = isSent || required.length < Object.keys(properties).length;
    const notes = (name: string) => (isSaid ? [required.includes(name) ? 'required' : 'optional'] : []);
    return list(
      Object.entries(properties).map(([name, field]) => ({ name, schema: field, notes: notes(name) })),
      isSent,
    );
  }
  if (schema.type === 'array') return itemsContent(schema, isSent);
  if (Array.isArray(schema.enum)) return `<p>${schema.enum.map(String).map(code).join(', ')}</p>`;
  const alternatives = alternativesOf(schema);
  return alternatives.length < 2 ? '' : alternatives.map((one) => alternative(one, isSent)).join('\n');
}

/** Renders the schema of list elements. Renders nothing for a named type, because the list links to the type. */
function itemsContent({ items }: Json, isSent: boolean): string {
  return typeof (items as Json).$ref === 'string' ? '' : schemaContent(items as Json, isSent);
}

function alternativesOf({ oneOf, anyOf }: Json): Json[] {
  return ((oneOf ?? anyOf ?? []) as Json[]).filter(({ type }) => type !== 'null');
}

/** Renders one alternative of a union. Its title is the discriminator, a field with fixed values, such as `op`. */
function alternative(schema: Json, isSent: boolean): string {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const [fixed] = fields.filter(([, field]) => field.const !== undefined || Array.isArray(field.enum));
  if (fixed === undefined)
    return `<div class="alternative"><p>${typeName(schema)}</p>${schemaContent(schema, isSent)}</div>`;
  const [name, { const: value, enum: values = [value] }] = fixed as [string, { const?: unknown; enum?: unknown[] }];
  const others = Object.fromEntries(fields.filter(([other]) => other !== name));
  const title = `${code(name)} ${values.map((one) => code(String(one))).join(', ')}`;
  return `<div class="alternative"><p>${title}</p>${schemaContent({ ...schema, properties: others }, isSent)}</div>`;
}

function list(fields: readonly Field[], isSent: boolean): string {
  const items = fields.map((field) => item(field, isSent));
  return fields.length === 0 ? '' : `<dl class="fields">${items.join('\n')}</dl>`;
}

function item({ name, schema, notes }: Field, isSent: boolean): string {
  const inner = withoutNull(schema);
  const all = notes.map((note) => `<span class="${note}">${note}</span>`).join(' ');
  const rules = rulesOf(inner);
  return `<div><dt>${code(name)} <span class="value">${typeName(schema)}</span> ${all}</dt>
<dd>${paragraph(String(inner.description ?? ''))}${rules === '' ? '' : `<p class="rules">${prose(rules)}</p>`}${nested(inner, isSent)}</dd></div>`;
}

function nested(schema: Json, isSent: boolean): string {
  return Array.isArray(schema.enum) || isScalarList(schema) ? '' : schemaContent(schema, isSent);
}

function isScalarList({ items }: Json): boolean {
  return items !== undefined && !('properties' in (items as Json)) && alternativesOf(items as Json).length < 2;
}
