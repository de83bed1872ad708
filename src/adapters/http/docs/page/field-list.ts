import type { Json, Parameter } from '../model.ts';
import { code, paragraph, prose } from './page-text.ts';
import { rulesOf, typeName, withoutNull } from './schema-text.ts';

interface Field {
  readonly name: string;
  readonly schema: Json;
  /** Where it is, and whether it must be there. */
  readonly notes: readonly string[];
}

/** Renders parameters as a list. */
export function parameterList(parameters: readonly Parameter[]): string {
  const fields = parameters.map(({ name, in: place, required, description, schema }) => {
    const notes = [...(place === 'query' ? [] : [place]), ...(required ? ['required'] : [])];
    return { name, schema: { ...schema, description }, notes };
  });
  return list(fields);
}

/** Renders a schema: the fields of an object, with what is nested in them; the alternatives; or the type alone. */
export function schemaContent(schema: Json): string {
  const { properties, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  if (properties !== undefined) {
    const isAllRequired = required.length === Object.keys(properties).length;
    const notes = (name: string) => (required.includes(name) ? (isAllRequired ? [] : ['required']) : ['optional']);
    return list(Object.entries(properties).map(([name, field]) => ({ name, schema: field, notes: notes(name) })));
  }
  if (schema.type === 'array') return itemsContent(schema);
  if (Array.isArray(schema.enum)) return `<p>${schema.enum.map(String).map(code).join(', ')}</p>`;
  const alternatives = alternativesOf(schema);
  return alternatives.length < 2 ? '' : alternatives.map(alternative).join('\n');
}

/** Renders the type of the elements, unless it is a link that the type of the list has already. */
function itemsContent({ items }: Json): string {
  return typeof (items as Json).$ref === 'string' ? '' : schemaContent(items as Json);
}

function alternativesOf({ oneOf, anyOf }: Json): Json[] {
  return ((oneOf ?? anyOf ?? []) as Json[]).filter(({ type }) => type !== 'null');
}

/** Renders an alternative, which a field with fixed values names, such as the `op` of an operation. */
function alternative(schema: Json): string {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const [fixed] = fields.flatMap(([name, field]) => {
    const values = Array.isArray(field.enum) ? field.enum : [field.const];
    return values[0] === undefined ? [] : [`${code(name)} ${values.map((value) => code(String(value))).join(', ')}`];
  });
  return `<div class="alternative"><p>${fixed ?? typeName(schema)}</p>${schemaContent(schema)}</div>`;
}

function list(fields: readonly Field[]): string {
  return fields.length === 0 ? '' : `<dl class="fields">${fields.map(item).join('\n')}</dl>`;
}

function item({ name, schema, notes }: Field): string {
  const inner = withoutNull(schema);
  const all = notes.map((note) => `<span class="${note}">${note}</span>`).join(' ');
  const rules = rulesOf(inner);
  return `<div><dt>${code(name)} <span class="type">${typeName(schema)}</span> ${all}</dt>
<dd>${paragraph(String(inner.description ?? ''))}${rules === '' ? '' : `<p class="rules">${prose(rules)}</p>`}${nested(inner)}</dd></div>`;
}

function nested(schema: Json): string {
  return Array.isArray(schema.enum) || isScalarList(schema) ? '' : schemaContent(schema);
}

function isScalarList({ items }: Json): boolean {
  return items !== undefined && !('properties' in (items as Json)) && alternativesOf(items as Json).length < 2;
}
